namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The smallest element as a 0-d tensor, NaN where one is; equal ones share the gradient evenly.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    public Tensor Min() => AMin("Min", [], keepDim: false);

    /// <summary>
    /// The smallest elements along an axis and their places, of the first where several are equal; the gradient goes to that place. See <see cref="AMin(int, bool)"/> for one that is shared.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    public (Tensor Values, Tensor Indices) Min(int dim, bool keepDim = false) => Chosen(dim, ArgMin("Min", [dim], keepDim: true), keepDim);
}
