namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The smallest element so far along an axis and its place (int64), of equal ones the latest, to which the gradient goes. From the first NaN on it is NaN.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public (Tensor Values, Tensor Indices) CumMin(int dim) => CumExtreme("CumMin", dim, largest: false);
}
