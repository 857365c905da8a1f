namespace PyDeepTensorNet.Nn;

/// <summary>What the normalizations of channels over samples and places share: a factor and a summand for each channel, and running statistics, which are buffers of the state dict.</summary>
public abstract class RunningNorm : Module
{
    private readonly string _op;
    private readonly int[] _ranks;

    private protected RunningNorm(string op, int[] ranks, int numFeatures, double eps, double? momentum, bool affine, bool trackRunningStats, DType dtype)
    {
        if (numFeatures < 1) throw new ShapeException($"{op}: {numFeatures} channels; there must be at least one");
        (_op, _ranks, NumFeatures, Eps, Momentum) = (op, ranks, numFeatures, eps, momentum);
        if (affine)
        {
            Weight = RegisterParameter("weight", Tensor.Ones([numFeatures], dtype));
            Bias = RegisterParameter("bias", Tensor.Zeros([numFeatures], dtype));
        }
        if (!trackRunningStats) return;
        RunningMean = RegisterBuffer("running_mean", Tensor.Zeros([numFeatures], dtype));
        RunningVariance = RegisterBuffer("running_var", Tensor.Ones([numFeatures], dtype));
        NumBatchesTracked = RegisterBuffer("num_batches_tracked", Tensor.Zeros([], DType.Int64));
    }

    /// <summary>The number of channels.</summary>
    public int NumFeatures { get; }

    /// <summary>What keeps the divisor from 0.</summary>
    public double Eps { get; }

    /// <summary>The part of the new in the running statistics; where null they are the mean over all batches.</summary>
    public double? Momentum { get; }

    /// <summary>A factor for each channel, or null.</summary>
    public Tensor? Weight { get; }

    /// <summary>A summand for each channel, or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>The running mean of each channel, or null.</summary>
    public Tensor? RunningMean { get; }

    /// <summary>The running variance of each channel (over n - 1), or null.</summary>
    public Tensor? RunningVariance { get; }

    /// <summary>How many training batches there were, 0-d int64, or null.</summary>
    public Tensor? NumBatchesTracked { get; }

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"{NumFeatures}, eps={Eps}, momentum={(Momentum is { } momentum ? momentum : "None")}, affine={Weight is not null}, track_running_stats={RunningMean is not null}");

    private protected void Check(Tensor x)
    {
        if (!_ranks.Contains(x.Rank)) throw new ShapeException($"{_op}: input {x.Shape} has {x.Rank} axes; it must have {string.Join(" or ", _ranks)}");
    }
}
