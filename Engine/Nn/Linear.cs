namespace PyDeepTensorNet.Nn;

/// <summary>
/// x W^T + b: [.., in] to [.., out]. The weight is [out, in] as in PyTorch's state dicts; both start uniform in (-1/sqrt(in), 1/sqrt(in)).
/// </summary>
public sealed class Linear : Module
{
    /// <summary>A layer of random weights.</summary>
    /// <param name="inFeatures">The last size of the input.</param>
    /// <param name="outFeatures">The last size of the output.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException">A size is negative.</exception>
    /// <exception cref="DTypeException">The dtype is not floating.</exception>
    public Linear(int inFeatures, int outFeatures, bool bias = true, DType dtype = DType.Float32, Generator? generator = null)
    {
        // PyTorch's start: Kaiming's with a = sqrt(5), which comes to this bound.
        double bound = inFeatures > 0 ? 1 / Math.Sqrt(inFeatures) : 0;
        Weight = RegisterParameter("weight", Init.Uniform_(Tensor.Zeros([outFeatures, inFeatures], dtype), -bound, bound, generator));
        if (bias) Bias = RegisterParameter("bias", Init.Uniform_(Tensor.Zeros([outFeatures], dtype), -bound, bound, generator));
    }

    /// <summary>[out, in].</summary>
    public Tensor Weight { get; }

    /// <summary>[out], or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Enter().Leave(x.Linear(Weight, Bias));

    /// <inheritdoc/>
    protected override string Settings() => $"in_features={Weight.Shape[1]}, out_features={Weight.Shape[0]}, bias={Bias is not null}";
}
