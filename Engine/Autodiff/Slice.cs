using System.Runtime.CompilerServices;
using System.Text;

namespace PyDeepTensorNet;

/// <summary>What a slice of time was spent on.</summary>
internal enum SliceKind : byte
{
    /// <summary>An operation, forward or for a derivative.</summary>
    Op,

    /// <summary>The derivative of one tape entry, with the operations that it takes inside.</summary>
    Pull,

    /// <summary>A whole backward sweep.</summary>
    Sweep,

    /// <summary>A module's forward.</summary>
    Module,
}

/// <summary>A stretch of time on one thread, as a <see cref="Profile"/> keeps it: begun before the work, and kept where the work came to its end. It holds no tensors, whose memory would live on with it.</summary>
internal sealed class Slice(Profile profile)
{
    public SliceKind Kind;
    public string Name = "";

    /// <summary>What went in and what came out, for reading.</summary>
    public string Detail = "";

    /// <summary>By the profile's clock.</summary>
    public long Began, Ended;

    /// <summary>Managed bytes that this thread had allocated when it began, and those allocated until it ended.</summary>
    public long AllocatedBefore, Allocated;

    /// <summary>The arithmetic of this op; 0 where it is not counted.</summary>
    public double Flops;

    /// <summary>Bytes that the op reads and writes.</summary>
    public double Moved;

    /// <summary>The <see cref="Tensor.Record"/> of the op's result on the tape; 0 where it is on none.</summary>
    public long Record;

    /// <summary>Closes the slice of an op of one input.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void End<TOp>(TOp op, Tensor output, Tensor a) where TOp : struct, INamedOp => End(op, output, [a]);

    /// <summary>Closes the slice of an op of two inputs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void End<TOp>(TOp op, Tensor output, Tensor a, Tensor b) where TOp : struct, INamedOp => End(op, output, [a, b]);

    /// <summary>Closes the slice of an op of any number of inputs.</summary>
    public void End<TOp>(TOp op, Tensor output, ReadOnlySpan<Tensor> inputs) where TOp : struct, INamedOp
    {
        profile.Stop(this);
        Kind = SliceKind.Op;
        Name = op.Name;
        (Flops, Moved) = (Work.Flops(op, inputs, output), Work.BytesMoved(inputs, output));
        Record = Journal.OfThread.Find(output) == Entry.NoNode ? 0 : output.Record;
        Detail = Describe(inputs, output);
        profile.Keep(this);
    }

    /// <summary>Closes a slice that is no op's.</summary>
    public void End(SliceKind kind, string name, string detail = "", long record = 0)
    {
        profile.Stop(this);
        (Kind, Name, Detail, Record) = (kind, name, detail, record);
        profile.Keep(this);
    }

    private static string Describe(ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        var text = new StringBuilder();
        for (int i = 0; i < inputs.Length; i++) text.Append(i == 0 ? "" : ", ").Append(inputs[i].DType.Name()).Append(inputs[i].Shape);
        return text.Append(" -> ").Append(output.DType.Name()).Append(output.Shape).ToString();
    }
}
