using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>Random values: what a generator's blocks become.</summary>
internal interface IDrawOp : INamedOp
{
    /// <summary>Fills a contiguous tensor.</summary>
    void Fill(Philox.Source source, Tensor y);
}

internal static partial class Apply
{
    /// <summary>Fills <paramref name="y"/> from a generator, that of <see cref="Tensor.ManualSeed"/> where null, which moves on; in a captured step each replay draws anew.</summary>
    public static Tensor Draw<TOp>(TOp op, Tensor y, Generator? generator) where TOp : struct, IDrawOp
    {
        generator ??= Generator.Default;
        Fill(op, y, generator);
        if (Journal.Capturing is { } recorder) recorder.Action(op.Name, Effect.Draws, [], y, () => Fill(op, y, generator));
        return y;
    }

    private static void Fill<TOp>(TOp op, Tensor y, Generator generator) where TOp : struct, IDrawOp
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        op.Fill(generator.Take(y.ElementCount), y);
    }
}
