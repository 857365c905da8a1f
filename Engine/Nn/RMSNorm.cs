namespace PyDeepTensorNet.Nn;

/// <summary>The elements of the last axes divided by their root mean square, then scaled element by element (Zhang and Sennrich 2019); see <see cref="Tensor.RmsNorm"/>.</summary>
public sealed class RMSNorm : Module
{
    /// <summary>A layer that starts with weights of 1.</summary>
    /// <param name="normalizedShape">The sizes of the last axes of the input.</param>
    /// <param name="eps">What keeps the divisor from 0; the dtype's machine epsilon where null.</param>
    /// <param name="elementwiseAffine">Whether there is a weight.</param>
    /// <param name="dtype">float32 or float64.</param>
    public RMSNorm(Shape normalizedShape, double? eps = null, bool elementwiseAffine = true, DType dtype = DType.Float32)
    {
        (NormalizedShape, Eps) = (normalizedShape, eps);
        if (elementwiseAffine) Weight = RegisterParameter("weight", Tensor.Ones(normalizedShape, dtype));
    }

    /// <summary>The sizes of the last axes of the input.</summary>
    public Shape NormalizedShape { get; }

    /// <summary>What keeps the divisor from 0, or null.</summary>
    public double? Eps { get; }

    /// <summary>A factor for each element, or null.</summary>
    public Tensor? Weight { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Enter().Leave(x.RmsNorm(NormalizedShape, Weight, Eps));

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"{NormalizedShape}, eps={(Eps is { } eps ? eps : "None")}, elementwise_affine={Weight is not null}");
}
