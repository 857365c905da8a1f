namespace PyDeepTensorNet.Tests.Graph;

/// <summary>What checkpoints are for. The memory of a step is far more than what the cache hands out before it looks for free buffers.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CheckpointMemoryTests
{
    private const int Layers = 64, Size = 256;

    /// <summary>Of one value.</summary>
    private const long Bytes = Size * Size * sizeof(float);

    /// <summary>Four values, three of which derivatives need.</summary>
    private static Tensor Layer(Tensor x, Tensor w) => (x * w).Sin().Exp().Tanh();

    private static Tensor Through(Tensor x, Tensor w, int layers) => layers == 0 ? x : Through(Layer(x, w), w, layers - 1);

    private static Tensor InSegments(Tensor x, Tensor w, int layers)
    {
        for (int i = 0; i < Layers / layers; i++) x = Checkpoint.Run(v => Through(v, w, layers), x);
        return x;
    }

    /// <summary>What the tape keeps after the forward computation, exactly, and the most memory in use during a step; both over what was in use before.</summary>
    private static (long Kept, long Peak) Measure(Func<Tensor, Tensor, Tensor> function)
    {
        Tensor x = Tensor.Normal([Size, Size], generator: new Generator(1)), w = Tensor.Normal([Size], generator: new Generator(2));
        TensorMemory.Collect();
        TensorMemory.ResetPeak();
        long before = TensorMemory.InUse;
        using var tape = new Tape();
        Tensor loss = function(x, w).Square().Sum();
        TensorMemory.Collect();
        long kept = TensorMemory.InUse - before;
        _ = tape.Gradient(loss, [x, w]);
        return (kept, TensorMemory.Peak - before);
    }

    [TestMethod]
    public void Step_WithCheckpoints_TakesAPartOfTheMemory()
    {
        (long kept, long peak) = Measure((x, w) => Through(x, w, Layers));
        (long keptInputs, long part) = Measure((x, w) => InSegments(x, w, 8));
        Assert.IsGreaterThanOrEqualTo(3 * Layers * Bytes, kept);
        Assert.IsLessThanOrEqualTo((Layers / 8 + 2) * Bytes, keptInputs);
        Assert.IsLessThan(peak / 2, part);
    }

    [TestMethod]
    public void Step_WithNestedCheckpoints_KeepsOneInput()
    {
        (_, long peak) = Measure((x, w) => Through(x, w, Layers));
        (long keptInputs, long part) = Measure((x, w) => Checkpoint.Run(v => InSegments(v, w, 8), x));
        Assert.IsLessThanOrEqualTo(3 * Bytes, keptInputs);
        Assert.IsLessThan(peak / 2, part);
    }

    /// <summary>Masks, and whatever else a segment makes of nothing, are not kept either.</summary>
    [TestMethod]
    public void Step_WithConstantsMadeInside_DoesNotKeepThem()
    {
        (long kept, _) = Measure((x, w) => Dropped(x, 8, v => Layer(v, w).Dropout(0.1)));
        (long keptInputs, _) = Measure((x, w) => Dropped(x, 8, v => Checkpoint.Run(v => Layer(v, w).Dropout(0.1) * Tensor.Ones(v.Shape), v)));
        Assert.IsGreaterThanOrEqualTo(8 * 4 * Bytes, kept);
        Assert.IsLessThanOrEqualTo((8 + 2) * Bytes, keptInputs);

        static Tensor Dropped(Tensor x, int layers, Func<Tensor, Tensor> layer) => layers == 0 ? x : Dropped(layer(x), layers - 1, layer);
    }
}
