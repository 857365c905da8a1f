namespace PyDeepTensorNet.Nn;

/// <summary>
/// Each channel (axis 1) brought to mean 0 and variance 1 over the batch, then scaled and shifted (Ioffe and Szegedy 2015): in training, and where no running statistics are kept, with the mean and
/// variance of the batch, else with the running ones. See <see cref="Tensor.BatchNorm"/>.
/// </summary>
public abstract class BatchNorm : RunningNorm
{
    private protected BatchNorm(string op, int[] ranks, int numFeatures, double eps, double? momentum, bool affine, bool trackRunningStats, DType dtype)
        : base(op, ranks, numFeatures, eps, momentum, affine, trackRunningStats, dtype)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Check(x);
        double momentum = Momentum ?? 0;
        if (IsTraining && NumBatchesTracked is not null)
        {
            if (Momentum is not null) NumBatchesTracked.CopyFrom(NumBatchesTracked + 1);
            else momentum = 1.0 / ++NumBatchesTracked.AsSpan<long>()[0];
        }
        return Enter().Leave(x.BatchNorm(RunningMean, RunningVariance, Weight, Bias, IsTraining || RunningMean is null, momentum, Eps));
    }
}

/// <summary>Batch normalization of [samples, channels] or [samples, channels, width].</summary>
/// <param name="numFeatures">The number of channels.</param>
/// <param name="eps">What keeps the divisor from 0.</param>
/// <param name="momentum">The part of the new in the running statistics; where null they are the mean over all batches.</param>
/// <param name="affine">Whether channels are scaled and shifted.</param>
/// <param name="trackRunningStats">Whether running statistics are kept.</param>
/// <param name="dtype">float32 or float64.</param>
/// <exception cref="ShapeException">There are no channels.</exception>
public sealed class BatchNorm1d(int numFeatures, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool trackRunningStats = true, DType dtype = DType.Float32)
    : BatchNorm("BatchNorm1d", [2, 3], numFeatures, eps, momentum, affine, trackRunningStats, dtype);

/// <summary>Batch normalization of [samples, channels, height, width].</summary>
/// <inheritdoc cref="BatchNorm1d"/>
public sealed class BatchNorm2d(int numFeatures, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool trackRunningStats = true, DType dtype = DType.Float32)
    : BatchNorm("BatchNorm2d", [4], numFeatures, eps, momentum, affine, trackRunningStats, dtype);

/// <summary>Batch normalization of [samples, channels, depth, height, width].</summary>
/// <inheritdoc cref="BatchNorm1d"/>
public sealed class BatchNorm3d(int numFeatures, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool trackRunningStats = true, DType dtype = DType.Float32)
    : BatchNorm("BatchNorm3d", [5], numFeatures, eps, momentum, affine, trackRunningStats, dtype);
