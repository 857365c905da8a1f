using System.Diagnostics;
using PyDeepTensorNet;
using PyDeepTensorNet.Nn;

namespace Examples;

/// <summary>Memory for time: a deep stack of blocks whose inner values the tape keeps, or that the backward sweep computes again.</summary>
internal static class Checkpoints
{
    /// <summary>x + W2 gelu(W1 norm(x)), as transformers have it after their attention.</summary>
    private sealed class Block : Module
    {
        private readonly LayerNorm _norm;
        private readonly Linear _widen, _narrow;

        public Block(int width, Generator random)
        {
            Register(_norm = new LayerNorm([width]));
            Register(_widen = new Linear(width, 4 * width, generator: random));
            Register(_narrow = new Linear(4 * width, width, generator: random));
        }

        public override Tensor Forward(Tensor x) => x + _narrow.Forward(_widen.Forward(_norm.Forward(x)).Gelu());
    }

    /// <summary>What training steps took.</summary>
    private sealed record Cost(double Megabytes, double Milliseconds, double Loss);

    public static void Run(Options options)
    {
        int depth = options.Whole("blocks", 24, 1, 1000, "blocks, one after the other");
        int width = options.Whole("width", 128, 1, 10_000, "numbers that a block takes and gives for each sample");
        int batch = options.Whole("batch", 1024, 1, 1_000_000, "samples in a step");
        int steps = options.Whole("steps", 5, 1, 1000, "steps that are measured, the fastest of which counts");
        ulong seed = options.Seed();
        if (!options.Complete()) return;

        var random = new Generator(seed);
        Block[] blocks = [.. Enumerable.Range(0, depth).Select(_ => new Block(width, random))];
        Tensor x = Tensor.Normal([batch, width], generator: random);

        Show.Section($"A training step through {depth} blocks of width {width}, {batch} samples");
        Show.Line("Without checkpoints the tape keeps every value between the operations, until the derivatives have used it.");
        Show.Line("With one at every k-th block it keeps what goes in there, and the backward sweep computes the k blocks again.");
        int[] spacings = [0, .. new[] { 1, 2, 4, 8 }.Where(k => k <= depth)];
        Cost[] costs = Measure(blocks, x, spacings, steps);
        Show.Table(["checkpoints", "peak MB", "of plain", "step ms", "of plain", "loss"], spacings.Zip(costs, (k, cost) => new[]
        {
            k == 0 ? "none" : k == 1 ? "every block" : $"every {k} blocks",
            $"{cost.Megabytes:F1}", $"{cost.Megabytes / costs[0].Megabytes:F2}", $"{cost.Milliseconds:F0}", $"{cost.Milliseconds / costs[0].Milliseconds:F2}", $"{cost.Loss:G9}",
        }));
        Cost least = costs.MinBy(cost => cost.Megabytes)!;
        Show.Result($"{costs[0].Megabytes / least.Megabytes:F1} times less memory in {least.Milliseconds / costs[0].Milliseconds:F2} times the time; {(costs.All(cost => cost.Loss.Equals(costs[0].Loss)) ? "the same" : "ANOTHER")} loss to the last bit");
        Show.Note("The peak is that of the memory of tensors during a step, weights and gradients included.");
    }

    /// <summary>By spacing of the checkpoints. All take turns, so that a busy moment of the machine is nobody's alone.</summary>
    private static Cost[] Measure(Block[] blocks, Tensor x, int[] spacings, int steps)
    {
        Tensor[] weights = [.. blocks.SelectMany(block => block.Parameters())];
        Cost[] costs = [.. spacings.Select(_ => new Cost(double.MaxValue, double.MaxValue, 0))];
        // The first round also compiles.
        for (int round = 0; round <= steps; round++)
        {
            for (int i = 0; i < spacings.Length; i++)
            {
                TensorMemory.Collect();
                TensorMemory.ResetPeak();
                long start = Stopwatch.GetTimestamp();
                double loss = Step(blocks, x, weights, spacings[i]), milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (round > 0) costs[i] = new(Math.Min(costs[i].Megabytes, TensorMemory.Peak / 1e6), Math.Min(costs[i].Milliseconds, milliseconds), loss);
            }
        }
        return costs;
    }

    private static double Step(Block[] blocks, Tensor x, Tensor[] weights, int spacing)
    {
        using var tape = new Tape();
        Tensor y = x;
        foreach (Block[] segment in blocks.Chunk(spacing == 0 ? blocks.Length : spacing))
        {
            y = spacing == 0 ? Through(segment, y) : Checkpoint.Run(v => Through(segment, v), y);
        }
        Tensor loss = y.Square().Mean();
        _ = tape.Gradient(loss, weights);
        return loss.Item();

        static Tensor Through(Block[] blocks, Tensor x) => blocks.Aggregate(x, (value, block) => block.Forward(value));
    }
}
