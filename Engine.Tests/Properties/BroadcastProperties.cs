using CsCheck;

namespace PyDeepTensorNet.Tests.Properties;

[TestClass]
public sealed class BroadcastProperties
{
    /// <summary>Two shapes that broadcast: that of the result, with axes left out in front and sizes made 1.</summary>
    private static readonly Gen<(Draw A, Draw B, int[] Result)> s_pairs = Gen.Select(Draw.Sizes, Gen.Bool.Array[4], Gen.Bool.Array[4], Gen.Int[0, 4], Gen.Bool).SelectMany((dims, onesA, onesB, missing, first) =>
    {
        int[] result = [.. dims];
        int[] a = [.. dims.Select((dim, i) => onesA[i] ? 1 : dim)], b = [.. dims.Select((dim, i) => onesB[i] && !onesA[i] ? 1 : dim)];
        int cut = Math.Min(missing, dims.Length);
        // What is left out in front must be there in the other.
        for (int i = 0; i < cut; i++) (first ? ref b[i] : ref a[i]) = dims[i];
        if (first) a = a[cut..];
        else b = b[cut..];
        return Gen.Select(Draw.Of(Gen.Const(a)), Draw.Of(Gen.Const(b)), (left, right) => (left, right, result));
    });

    [TestMethod]
    public void Operators_AnyShapesAndLayouts_MatchLoops() => s_pairs.Sample(
        pair =>
        {
            Tensor a = pair.A.Tensor(), b = pair.B.Tensor();
            Loops.AssertIs(a + b, pair.Result, at => Loops.At(a, at) + Loops.At(b, at), "a + b");
            Loops.AssertIs(a - b, pair.Result, at => Loops.At(a, at) - Loops.At(b, at), "a - b");
            Loops.AssertIs(a * b, pair.Result, at => Loops.At(a, at) * Loops.At(b, at), "a * b");
            Loops.AssertIs(a / b, pair.Result, at => Loops.At(a, at) / Loops.At(b, at), "a / b");
            Loops.AssertIs((a < b).To(DType.Float64), pair.Result, at => Loops.At(a, at) < Loops.At(b, at) ? 1 : 0, "a < b");
            Loops.AssertIs(Tensor.Where(a < b, a, b), pair.Result, at => Math.Min(Loops.At(a, at), Loops.At(b, at)), "Where");
            Loops.AssertIs(a.Addcmul(a, b, 0.5), pair.Result, at => Loops.At(a, at) + 0.5 * (Loops.At(a, at) * Loops.At(b, at)), "Addcmul", 1e-15);
        },
        seed: "0N0XIzNsQ0O2", iter: 500, threads: 1);

    [TestMethod]
    public void Gradient_AnyShapes_SumsOverWhatRepeats() => s_pairs.Sample(
        pair =>
        {
            Tensor a = pair.A.Tensor(), b = pair.B.Tensor(), dy = Tensor.Normal(pair.Result, dtype: DType.Float64, generator: new Generator(3));
            using var tape = new Tape();
            Gradients gradients = tape.Gradient(a * b, [a, b], dy);
            IsSum(gradients[a], a, at => Loops.At(dy, at) * Loops.At(b, at));
            IsSum(gradients[b], b, at => Loops.At(dy, at) * Loops.At(a, at));

            void IsSum(Tensor gradient, Tensor operand, Func<int[], double> each)
            {
                double[] sums = new double[operand.ElementCount];
                foreach (int[] at in Loops.Coordinates(pair.Result))
                {
                    int element = 0, missing = at.Length - operand.Rank;
                    for (int axis = 0; axis < operand.Rank; axis++) element = element * operand.Shape[axis] + (operand.Shape[axis] == 1 ? 0 : at[axis + missing]);
                    sums[element] += each(at);
                }
                int next = 0;
                Loops.AssertIs(gradient, operand.Shape, _ => sums[next++], "gradient", 1e-12);
            }
        },
        seed: "0N0XIzNsQ0O2", iter: 300, threads: 1);
}
