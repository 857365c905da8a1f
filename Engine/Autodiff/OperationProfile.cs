namespace PyDeepTensorNet;

/// <summary>What one kind of operation took while a <see cref="Profile"/> was open.</summary>
public sealed record OperationProfile
{
    /// <summary>The operation's name, as tapes and messages have it.</summary>
    public required string Name { get; init; }

    /// <summary>How often it ran forward.</summary>
    public int Count { get; internal set; }

    /// <summary>The time of these runs.</summary>
    public TimeSpan Forward { get; internal set; }

    /// <summary>How often its derivative was taken in a backward sweep.</summary>
    public int BackwardCount { get; internal set; }

    /// <summary>The time that its derivatives took, with the operations that they are made of.</summary>
    public TimeSpan Backward { get; internal set; }

    /// <summary>Arithmetic operations of both; 0 where none are counted for it.</summary>
    public double Flops { get; internal set; }

    /// <summary>Bytes read and written by both.</summary>
    public double BytesMoved { get; internal set; }

    /// <summary>Managed bytes that both allocated on this thread. Buffers that came back from an earlier step are not.</summary>
    public long Allocated { get; internal set; }

    /// <summary>Forward and backward together.</summary>
    public TimeSpan Time => Forward + Backward;

    /// <summary>Arithmetic in billions of operations a second.</summary>
    public double GigaflopsPerSecond => Rate(Flops);

    /// <summary>Memory traffic in billions of bytes a second.</summary>
    public double GigabytesPerSecond => Rate(BytesMoved);

    private double Rate(double amount) => Time > TimeSpan.Zero ? amount / Time.TotalSeconds / 1e9 : 0;
}
