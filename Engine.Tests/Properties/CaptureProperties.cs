using CsCheck;

namespace PyDeepTensorNet.Tests.Properties;

/// <summary>A captured step gives the bits of the function that it was captured from, whatever the function.</summary>
[TestClass]
public sealed class CaptureProperties
{
    /// <summary>So many that instructions are fused, and that the last tile is ragged.</summary>
    private const int ManyRows = 1531;

    [TestMethod]
    public void Run_OfAnyProgram_SameBitsAsEager() => RandomProgram.Any.Sample(program => IsSame(program, 3), iter: 200, seed: "0N0XIzNsQ0O2", threads: 1);

    [TestMethod]
    public void Run_OfAnyProgramOnManyRows_SameBitsAsEager() => RandomProgram.Any.Sample(program => IsSame(program, ManyRows), iter: 15, seed: "0N0XIzNsQ0O2", threads: 1);

    private static bool IsSame(RandomProgram program, int rows)
    {
        Step step = Step.Capture(Gradients);
        for (ulong run = 0; run < 4; run++)
        {
            Tensor[] inputs = [Normal([rows, 2], 3 * run), Normal([1, 2], 3 * run + 1), Normal([rows, 1], 3 * run + 2)];
            Tensor[] eager = Gradients(inputs);
            step.Run(inputs);
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
