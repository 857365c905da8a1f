namespace PyDeepTensorNet.Nn;

/// <summary>
/// Each channel of each sample brought to mean 0 and variance 1 over its places (Ulyanov et al. 2016), then scaled and shifted where that is asked for. Running statistics, where they are kept, are
/// moved in training and used in evaluation. A sample alone, without the first axis, may be given too. See <see cref="Tensor.InstanceNorm"/>.
/// </summary>
public abstract class InstanceNorm : RunningNorm
{
    private readonly int _axes;

    private protected InstanceNorm(string op, int axes, int numFeatures, double eps, double momentum, bool affine, bool trackRunningStats, DType dtype)
        : base(op, [axes + 1, axes + 2], numFeatures, eps, momentum, affine, trackRunningStats, dtype) => _axes = axes;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Check(x);
        ModuleCall call = Enter();
        bool alone = x.Rank == _axes + 1;
        Tensor samples = alone ? x.Unsqueeze(0) : x;
        bool ofInput = IsTraining || RunningMean is null;
        Tensor y = samples.InstanceNorm(RunningMean, RunningVariance, Weight, Bias, ofInput, Momentum!.Value, Eps);
        return call.Leave(alone ? y.Squeeze(0) : y);
    }
}

/// <summary>Instance normalization of [samples, channels, width].</summary>
/// <param name="numFeatures">The number of channels.</param>
/// <param name="eps">What keeps the divisor from 0.</param>
/// <param name="momentum">The part of the new in the running statistics.</param>
/// <param name="affine">Whether channels are scaled and shifted.</param>
/// <param name="trackRunningStats">Whether running statistics are kept.</param>
/// <param name="dtype">float32 or float64.</param>
/// <exception cref="ShapeException">There are no channels.</exception>
public sealed class InstanceNorm1d(int numFeatures, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool trackRunningStats = false, DType dtype = DType.Float32)
    : InstanceNorm("InstanceNorm1d", 1, numFeatures, eps, momentum, affine, trackRunningStats, dtype);

/// <summary>Instance normalization of [samples, channels, height, width].</summary>
/// <inheritdoc cref="InstanceNorm1d"/>
public sealed class InstanceNorm2d(int numFeatures, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool trackRunningStats = false, DType dtype = DType.Float32)
    : InstanceNorm("InstanceNorm2d", 2, numFeatures, eps, momentum, affine, trackRunningStats, dtype);

/// <summary>Instance normalization of [samples, channels, depth, height, width].</summary>
/// <inheritdoc cref="InstanceNorm1d"/>
public sealed class InstanceNorm3d(int numFeatures, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool trackRunningStats = false, DType dtype = DType.Float32)
    : InstanceNorm("InstanceNorm3d", 3, numFeatures, eps, momentum, affine, trackRunningStats, dtype);
