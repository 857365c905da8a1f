using CsCheck;
using PyDeepTensorNet.Tests.Catalog;

namespace PyDeepTensorNet.Tests.Properties;

/// <summary>A captured step gives the bits of the function that it was captured from, whatever the function.</summary>
[TestClass]
public sealed class CaptureProperties
{
    /// <summary>So many that instructions are fused, and that the last tile is ragged.</summary>
    private const int ManyRows = 1531;

    [TestMethod]
    [TestCategory(InstructionSetTests.Category)]
    public void Run_OfAnyProgram_SameBitsAsEager() => RandomProgram.Any.Sample(program => IsSame(program, 3), iter: 200, seed: "0N0XIzNsQ0O2", threads: 1);

    [TestMethod]
    [TestCategory(InstructionSetTests.Category)]
    public void Run_OfAnyProgramOnManyRows_SameBitsAsEager() => RandomProgram.Any.Sample(program => IsSame(program, ManyRows), iter: 15, seed: "0N0XIzNsQ0O2", threads: 1);

    [TestMethod]
    [DataRow(DType.Float32)]
    [DataRow(DType.Float64)]
    public void Run_OfLoops_SameBitsAsEagerAtSpecialValues(DType dtype)
    {
        double[] special = [0, -0.0, 1, -1, 0.5, 1e-40, -1e-310, 88, -88, 90, -105, 700, -800, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        Tensor x = Special(1).To(dtype), a = Special(16).To(dtype), b = Special(5).To(dtype), scale = Tensor.Full([1], 0.75, dtype);
        Step step = Step.Capture(Gradients);
        for (int run = 0; run < 4; run++)
        {
            Tensor[] eager = Gradients([x, a, b, scale]);
            step.Run(x, a, b, scale);
            for (int i = 0; i < eager.Length; i++) CollectionAssert.AreEqual(Numbers(eager[i]), Numbers(step.Results[i]), $"run {run}, result {i}");
            if (run == 1) step.Compile();
        }

        // The sign of a NaN depends on which of two operands the JIT takes first.
        static long[] Numbers(Tensor tensor) => [.. Bits(tensor.To(DType.Float64)).Select(bits => double.IsNaN(BitConverter.Int64BitsToDouble(bits)) ? -1 : bits)];

        // Every number beside every other, the first of the two as often in a row as asked, and a ragged tile.
        Tensor Special(int period) => Tensor.From(Enumerable.Range(0, 6151).Select(i => special[i / period % special.Length]).ToArray());

        static Tensor[] Gradients(Tensor[] inputs)
        {
            using var tape = new Tape();
            (Tensor x, Tensor a, Tensor b, Tensor scale) = (inputs[0], inputs[1], inputs[2], inputs[3]);
            Tensor u = (x * a + b).Tanh(), v = x.Sigmoid() * scale, w = (u - v).Exp(), z = (a * a).Log(), value = (u * v + w) * z - x;
            Gradients gradients = tape.Gradient(value.Sum(), inputs);
            return [u, v, w, value, .. Enumerable.Range(0, inputs.Length).Select(i => gradients[i]!)];
        }
    }

    [TestMethod]
    public void Run_OfLoopThatReadsOneElementAndAll_SameBitsAsEager()
    {
        Tensor x = Tensor.Randn([5003], dtype: DType.Float64, generator: new Generator(1));
        Step step = Step.Capture(x => x * x.Select(0, 0) + x);
        for (int run = 0; run < 3; run++)
        {
            step.Run(x);
            step.Compile();
            CollectionAssert.AreEqual(Bits(x * x.Select(0, 0) + x).ToArray(), Bits(step.Results[0]).ToArray(), $"run {run}");
        }
    }

    private static bool IsSame(RandomProgram program, int rows)
    {
        Step step = Step.Capture(Gradients);
        for (ulong run = 0; run < 4; run++)
        {
            Tensor[] inputs = [Normal([rows, 2], 3 * run), Normal([1, 2], 3 * run + 1), Normal([rows, 1], 3 * run + 2)];
            Tensor[] eager = Gradients(inputs);
            step.Run(inputs);
            // Two runs part by part, two in loops.
            if (run == 1) step.Compile();
            for (int i = 0; i < eager.Length; i++)
            {
                if (!Bits(eager[i]).SequenceEqual(Bits(step.Results[i]))) return false;
            }
        }
        return true;

        Tensor[] Gradients(Tensor[] inputs)
        {
            using var tape = new Tape();
            Tensor value = program.Run(inputs);
            Gradients gradients = tape.Gradient(value.Sum(), inputs, allowUnused: true);
            return [value, .. Enumerable.Range(0, inputs.Length).Select(i => gradients[i]).OfType<Tensor>()];
        }

        Tensor Normal(Shape shape, ulong number) => Tensor.Normal(shape, dtype: DType.Float64, generator: new Generator(program.Seed + number));
    }

    private static IEnumerable<long> Bits(Tensor tensor) => tensor.ToArray<double>().Select(BitConverter.DoubleToInt64Bits);
}
