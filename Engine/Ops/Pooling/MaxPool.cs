namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The largest element of each window over the last axis of [batch, channels, width] (or without the batch): (width + 2 padding - dilation (size - 1) - 1) / stride + 1 windows, rounded up with
    /// <paramref name="ceilMode"/>. Its cotangent goes to that element, the first of equal ones.
    /// </summary>
    /// <param name="kernelSize">Elements of a window.</param>
    /// <param name="stride">Elements between windows; the window's size by default.</param>
    /// <param name="padding">Elements at both ends that never are the largest; at most half a window.</param>
    /// <param name="dilation">Elements between the taps of a window.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
    /// <exception cref="ShapeException">The axes or sizes do not fit, or the input is empty.</exception>
    /// <exception cref="DTypeException">The input is not floating.</exception>
    public Tensor MaxPool1d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, Sizes dilation = default, bool ceilMode = false) =>
        MaxPool(PoolGeometry.Sliding("MaxPool1d", 1, this, kernelSize, stride, padding, dilation, ceilMode), "MaxPool1d").Values;

    /// <summary>The largest element of each window over the last two axes; see <see cref="MaxPool1d"/>.</summary>
    /// <inheritdoc cref="MaxPool1d"/>
    public Tensor MaxPool2d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, Sizes dilation = default, bool ceilMode = false) =>
        MaxPool(PoolGeometry.Sliding("MaxPool2d", 2, this, kernelSize, stride, padding, dilation, ceilMode), "MaxPool2d").Values;

    /// <summary>The largest element of each window over the last three axes; see <see cref="MaxPool1d"/>.</summary>
    /// <inheritdoc cref="MaxPool1d"/>
    public Tensor MaxPool3d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, Sizes dilation = default, bool ceilMode = false) =>
        MaxPool(PoolGeometry.Sliding("MaxPool3d", 3, this, kernelSize, stride, padding, dilation, ceilMode), "MaxPool3d").Values;

    /// <summary><see cref="MaxPool1d"/>, and where in its channel each largest element lies, as <see cref="MaxUnpool1d"/> takes it.</summary>
    /// <inheritdoc cref="MaxPool1d"/>
    public (Tensor Values, Tensor Indices) MaxPool1dWithIndices(Sizes kernelSize, Sizes stride = default, Sizes padding = default, Sizes dilation = default, bool ceilMode = false) =>
        MaxPool(PoolGeometry.Sliding("MaxPool1d", 1, this, kernelSize, stride, padding, dilation, ceilMode), "MaxPool1d", true);

    /// <summary><see cref="MaxPool2d"/>, and where in its channel's plane each largest element lies, counted row by row.</summary>
    /// <inheritdoc cref="MaxPool1d"/>
    public (Tensor Values, Tensor Indices) MaxPool2dWithIndices(Sizes kernelSize, Sizes stride = default, Sizes padding = default, Sizes dilation = default, bool ceilMode = false) =>
        MaxPool(PoolGeometry.Sliding("MaxPool2d", 2, this, kernelSize, stride, padding, dilation, ceilMode), "MaxPool2d", true);

    /// <summary><see cref="MaxPool3d"/>, and where in its channel's volume each largest element lies, counted row by row.</summary>
    /// <inheritdoc cref="MaxPool1d"/>
    public (Tensor Values, Tensor Indices) MaxPool3dWithIndices(Sizes kernelSize, Sizes stride = default, Sizes padding = default, Sizes dilation = default, bool ceilMode = false) =>
        MaxPool(PoolGeometry.Sliding("MaxPool3d", 3, this, kernelSize, stride, padding, dilation, ceilMode), "MaxPool3d", true);

    private (Tensor Values, Tensor Indices) MaxPool(PoolGeometry geometry, string op, bool withIndices = false)
    {
        Tensor x = Contiguous(), places = new LargestPlacesOp(op + "Places", geometry).Of(x);
        Tensor values = Apply.Nary(new PickAtOp(op, Math.Max(1, x.ElementCount / geometry.Kernel.Plane)), x, places);
        return (values, withIndices ? places.To(DType.Int64) % geometry.Kernel.Plane : null!);
    }
}

/// <summary>Where in a contiguous tensor the largest element of each window lies, int32; not differentiable.</summary>
internal readonly record struct LargestPlacesOp(string Name, PoolGeometry Geometry) : INamedOp
{
    public Tensor Of(Tensor x)
    {
        Slice? slice = Profile.Begin();
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Tensor places;
        if (Journal.Recording is not { } journal)
        {
            places = Run(x);
            slice?.End(this, places, x);
            return places;
        }
        bool paused = journal.Pause();
        try
        {
            places = Run(x);
        }
        finally
        {
            journal.Resume(paused);
        }
        if (journal.IsWatched) journal.Note(new Rule(this), [x], places);
        slice?.End(this, places, x);
        return places;
    }

    private Tensor Run(Tensor x)
    {
        Tensor places = Tensor.Empty(Geometry.Output, DType.Int32);
        if (x.DType == DType.Float32) Geometry.Kernel.ArgMax<float>(x.Span<float>(), places.Span<int>());
        else Geometry.Kernel.ArgMax<double>(x.Span<double>(), places.Span<int>());
        return places;
    }

    private sealed class Rule(LargestPlacesOp op) : ConstantRule
    {
        public override string Name => op.Name;

        public override Tensor Replay(ReadOnlySpan<Tensor> inputs) => op.Of(inputs[0]);
    }
}
