namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The elements of the last axes, those of <paramref name="normalizedShape"/>, divided by their root mean square, then scaled element by element: x / sqrt(mean of x^2 + eps) * weight.
    /// </summary>
    /// <param name="normalizedShape">The sizes of the last axes.</param>
    /// <param name="weight">A factor for each element.</param>
    /// <param name="eps">What keeps the divisor from 0; the dtype's machine epsilon where null, as in PyTorch.</param>
    /// <exception cref="ShapeException">The tensor does not end in <paramref name="normalizedShape"/>, or the weight has another shape.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    public Tensor RmsNorm(Shape normalizedShape, Tensor? weight = null, double? eps = null)
    {
        Tensor rows = NormalizedRows("RmsNorm", normalizedShape, weight, null);
        var op = new StandardizeOp(eps ?? (DType == DType.Float32 ? Math.Pow(2, -23) : Math.Pow(2, -52)), Center: false);
        return (weight is null ? Apply.Nary(op, rows) : Apply.Nary(op, rows, weight.Reshape(-1))).Reshape(Shape);
    }
}
