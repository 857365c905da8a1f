namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Writes the elements of <paramref name="source"/>, which broadcasts to this shape, over those of this tensor and of all that share its memory. The write is not recorded: no gradient flows
    /// to the source, and a value that an open tape has saved must not be overwritten before its gradient is taken.
    /// </summary>
    /// <exception cref="ShapeException">The source does not broadcast to this shape, or elements of this view share memory.</exception>
    /// <exception cref="DTypeException">The source is of another dtype; only integers into floats, int32 into int64 and bool into numbers are converted.</exception>
    /// <exception cref="TapeException">This is the result of an operation on an open tape, or the source is, whose gradient would be lost.</exception>
    public void CopyFrom(Tensor source)
    {
        GuardSource(nameof(CopyFrom), source);
        source = AsOwnDType(nameof(CopyFrom), source);
        if (Shape.Broadcast(nameof(CopyFrom), Shape, source.Shape) != Shape) throw new ShapeException($"CopyFrom: the source {source.Shape} does not broadcast to {Shape}; its axes must be 1 or as long as those of the target");
        CheckApart(nameof(CopyFrom));
        GuardWrite(nameof(CopyFrom));
        Overwrite(source);
    }

    /// <summary>What is written into this: of its dtype, or converted to it where no value can be harmed by that.</summary>
    internal Tensor AsOwnDType(string op, Tensor source)
    {
        if (source.DType == DType) return source;
        bool harmless = DType switch
        {
            DType.Float32 or DType.Float64 => source.IsWeak || !source.DType.IsFloating(),
            DType.Int64 => source.DType is DType.Int32 or DType.Bool,
            DType.Int32 => source.DType is DType.Bool,
            _ => false,
        };
        if (harmless) return source.To(DType);
        throw new DTypeException($"{op}: {source.Describe()} does not go into {Describe()} without loss, and nothing is narrowed silently; cast it with To(DType.{DType})");
    }

    /// <summary>Refuses a view whose elements share memory as the target of a write.</summary>
    internal void CheckApart(string op)
    {
        if (IsContiguous || ElementCount == 0) return;
        for (int i = 0; i < Rank; i++)
        {
            if (Strides[i] == 0 && Shape[i] > 1) throw new ShapeException($"{op}: the view {Shape} is expanded along axis {i}, so that its elements share memory and cannot be written apart; write to a Clone()");
        }
        // Axes from the finest on: each must step beyond all that the finer ones reach.
        Span<(int Stride, int Size)> axes = stackalloc (int, int)[Rank];
        for (int i = 0; i < Rank; i++) axes[i] = (Strides[i], Shape[i]);
        axes.Sort();
        long reach = 0;
        foreach ((int stride, int size) in axes)
        {
            if (size > 1 && stride <= reach) throw new ShapeException($"{op}: the elements of the view {Shape} with strides {Shape.Format(Strides)} overlap in memory and cannot be written apart; write to a Clone()");
            reach += (size - 1L) * stride;
        }
    }

    /// <summary>Writes a source of this dtype that broadcasts to this shape; the caller has called <see cref="CheckApart"/> and <see cref="GuardWrite(string)"/>.</summary>
    internal void Overwrite(Tensor source)
    {
        if (Journal.Capturing is { } recorder) Capture(recorder, source);
        else WriteBroadcast(source);
    }

    private void Capture(Recorder recorder, Tensor source) => recorder.Act(nameof(CopyFrom), [source], this, () => WriteBroadcast(source));

    private void WriteBroadcast(Tensor source)
    {
        // Reading what has been written already would repeat it: a view of the same memory is copied first.
        if (ReferenceEquals(source.Storage, Storage)) source = new CloneOp().Forward(source);
        int[] strides = new int[Rank];
        Apply.BroadcastStrides(source, Shape, strides);
        Write(source.Alias(Shape, strides, source.Offset));
    }
}
