namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The elements of the last axes, those of <paramref name="normalizedShape"/>, brought to mean 0 and variance 1, then scaled and shifted element by element:
    /// (x - mean) / sqrt(variance + eps) * weight + bias, with the variance over n.
    /// </summary>
    /// <exception cref="ShapeException">The tensor does not end in <paramref name="normalizedShape"/>, or weight or bias have another shape.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    public Tensor LayerNorm(Shape normalizedShape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
    {
        Tensor rows = NormalizedRows("LayerNorm", normalizedShape, weight, bias);
        var op = new StandardizeOp(eps, Center: true);
        Tensor y = weight is null ? Apply.Nary(op, rows)
            : bias is null ? Apply.Nary(op, rows, weight.Reshape(-1))
            : Apply.Nary(op, rows, weight.Reshape(-1), bias.Reshape(-1));
        y = y.Reshape(Shape);
        return weight is null && bias is not null ? y + bias : y;
    }

    /// <summary>The axes of a normalized shape as one, the last of a matrix.</summary>
    private Tensor NormalizedRows(string op, Shape normalized, Tensor? weight, Tensor? bias)
    {
        CheckFloating(op);
        if (normalized.Rank == 0 || normalized.Rank > Rank || !Shape.Dims[^normalized.Rank..].SequenceEqual(normalized)) throw new ShapeException($"{op}: input {Shape} does not end in the normalized shape {normalized}; name the sizes of its last axes");
        CheckAffine(op, weight, normalized, "weight");
        CheckAffine(op, bias, normalized, "bias");
        int count = normalized.ElementCount, rows = 1;
        foreach (int size in Shape.Dims[..^normalized.Rank]) rows *= size;
        return Reshape(rows, count);
    }

    private void CheckAffine(string op, Tensor? parameter, Shape shape, string what)
    {
        if (parameter is null) return;
        if (parameter.Shape != shape) throw new ShapeException($"{op}: the {what} {parameter.Shape} for input {Shape}; it must be {shape}");
        if (parameter.DType != DType) throw new DTypeException($"{op}: input {DType.Name()}, {what} {parameter.DType.Name()}: both must be of one dtype; cast with To(DType.{DType})");
    }
}
