namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    private static int s_rebound;

    /// <summary>How often a tensor has taken over other memory, for those who have kept its storage.</summary>
    internal static int ReboundCount => Volatile.Read(ref s_rebound);

    /// <summary>
    /// Takes over the memory of <paramref name="other"/>, dtype included, and stays the same tensor to all who hold it: how a module's parameters change dtype under
    /// an optimiser. Views of the old memory keep it.
    /// </summary>
    internal void Rebind(string op, Tensor other)
    {
        if (!IsContiguous || !other.IsContiguous || Shape != other.Shape) throw new ShapeException($"{op}: {Describe()} cannot take over the memory of {other.Describe()}; both must be contiguous and of one shape");
        if (Record != 0 && Journal.OfThread.Find(this) != Entry.NoNode) throw new TapeException($"{op}: {Describe()} is on the open tape, whose entries describe it as it is; call {op} before the tape is opened or after it is disposed");
        (Storage, Offset) = (other.Keep().Storage, other.Offset);
        Interlocked.Increment(ref s_rebound);
        Interlocked.Increment(ref s_rebound);
    }
}
