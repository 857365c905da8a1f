namespace PyDeepTensorNet.Nn;

/// <summary>The channels of each sample in groups, each group brought to mean 0 and variance 1, then scaled and shifted channel by channel (Wu and He 2018); see <see cref="Tensor.GroupNorm"/>.</summary>
public sealed class GroupNorm : Module
{
    /// <summary>A layer that starts with weights of 1 and biases of 0.</summary>
    /// <param name="numGroups">The number of groups.</param>
    /// <param name="numChannels">The number of channels, which the groups divide.</param>
    /// <param name="eps">What keeps the divisor from 0.</param>
    /// <param name="affine">Whether channels are scaled and shifted.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <exception cref="ShapeException">The groups do not divide the channels.</exception>
    public GroupNorm(int numGroups, int numChannels, double eps = 1e-5, bool affine = true, DType dtype = DType.Float32)
    {
        if (numGroups < 1 || numChannels % numGroups != 0) throw new ShapeException($"GroupNorm: {numGroups} groups for {numChannels} channels; take a divisor of {numChannels}");
        (NumGroups, NumChannels, Eps) = (numGroups, numChannels, eps);
        if (!affine) return;
        Weight = RegisterParameter("weight", Tensor.Ones([numChannels], dtype));
        Bias = RegisterParameter("bias", Tensor.Zeros([numChannels], dtype));
    }

    /// <summary>The number of groups.</summary>
    public int NumGroups { get; }

    /// <summary>The number of channels.</summary>
    public int NumChannels { get; }

    /// <summary>What keeps the divisor from 0.</summary>
    public double Eps { get; }

    /// <summary>A factor for each channel, or null.</summary>
    public Tensor? Weight { get; }

    /// <summary>A summand for each channel, or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Enter().Leave(x.GroupNorm(NumGroups, Weight, Bias, Eps));

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"{NumGroups}, {NumChannels}, eps={Eps}, affine={Weight is not null}");
}
