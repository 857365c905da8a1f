namespace PyDeepTensorNet.Nn;

/// <summary>The elements of the last axes brought to mean 0 and variance 1, then scaled and shifted element by element (Ba et al. 2016); see <see cref="Tensor.LayerNorm"/>.</summary>
public sealed class LayerNorm : Module
{
    /// <summary>A layer that starts with weights of 1 and biases of 0.</summary>
    /// <param name="normalizedShape">The sizes of the last axes of the input.</param>
    /// <param name="eps">What keeps the divisor from 0.</param>
    /// <param name="elementwiseAffine">Whether there is a weight.</param>
    /// <param name="bias">Whether there is a bias beside the weight.</param>
    /// <param name="dtype">float32 or float64.</param>
    public LayerNorm(Shape normalizedShape, double eps = 1e-5, bool elementwiseAffine = true, bool bias = true, DType dtype = DType.Float32)
    {
        (NormalizedShape, Eps) = (normalizedShape, eps);
        if (!elementwiseAffine) return;
        Weight = RegisterParameter("weight", Tensor.Ones(normalizedShape, dtype));
        if (bias) Bias = RegisterParameter("bias", Tensor.Zeros(normalizedShape, dtype));
    }

    /// <summary>The sizes of the last axes of the input.</summary>
    public Shape NormalizedShape { get; }

    /// <summary>What keeps the divisor from 0.</summary>
    public double Eps { get; }

    /// <summary>A factor for each element, or null.</summary>
    public Tensor? Weight { get; }

    /// <summary>A summand for each element, or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Enter().Leave(x.LayerNorm(NormalizedShape, Weight, Bias, Eps));

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"{NormalizedShape}, eps={Eps}, elementwise_affine={Weight is not null}");
}
