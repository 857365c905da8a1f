namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The largest element as a 0-d tensor, NaN where one is; equal ones share the gradient evenly.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    public Tensor Max() => AMax("Max", [], keepDim: false);

    /// <summary>
    /// The largest elements along an axis and their places, of the first where several are equal; the gradient goes to that place. See <see cref="AMax(int, bool)"/> for one that is shared.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    public (Tensor Values, Tensor Indices) Max(int dim, bool keepDim = false) => Chosen(dim, ArgMax("Max", [dim], keepDim: true), keepDim);

    /// <summary>The elements at the places that a reduction along one axis has found, and the places.</summary>
    private (Tensor Values, Tensor Indices) Chosen(int dim, Tensor places, bool keepDim)
    {
        Tensor values = Gather(dim, places);
        return keepDim ? (values, places) : (values.Squeeze(dim), places.Squeeze(dim));
    }
}
