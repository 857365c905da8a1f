namespace PyDeepTensorNet.Nn;

/// <summary>x1^T W x2 + b for each output feature: [.., in1] and [.., in2] to [.., out]; see <see cref="Tensor.Bilinear"/>. Both start uniform in (-1/sqrt(in1), 1/sqrt(in1)).</summary>
public sealed class Bilinear : ModuleBase
{
    /// <summary>A layer of random weights.</summary>
    /// <param name="in1Features">The last size of the first input.</param>
    /// <param name="in2Features">The last size of the second input.</param>
    /// <param name="outFeatures">The last size of the output.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException">A size is negative.</exception>
    /// <exception cref="DTypeException">The dtype is not floating.</exception>
    public Bilinear(int in1Features, int in2Features, int outFeatures, bool bias = true, DType dtype = DType.Float32, Generator? generator = null)
    {
        double bound = in1Features > 0 ? 1 / Math.Sqrt(in1Features) : 0;
        Weight = RegisterParameter("weight", Init.Uniform_(Tensor.Zeros([outFeatures, in1Features, in2Features], dtype), -bound, bound, generator));
        if (bias) Bias = RegisterParameter("bias", Init.Uniform_(Tensor.Zeros([outFeatures], dtype), -bound, bound, generator));
    }

    /// <summary>[out, in1, in2].</summary>
    public Tensor Weight { get; }

    /// <summary>[out], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>The layer's value at two inputs.</summary>
    public Tensor Forward(Tensor x1, Tensor x2) => Enter().Leave(Tensor.Bilinear(x1, x2, Weight, Bias));

    /// <inheritdoc/>
    protected override string Settings() => $"in1_features={Weight.Shape[1]}, in2_features={Weight.Shape[2]}, out_features={Weight.Shape[0]}, bias={Bias is not null}";
}
