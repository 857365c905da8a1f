using CsCheck;

namespace PyDeepTensorNet.Tests.Properties;

[TestClass]
public sealed class MatMulProperties
{
    /// <summary>Operands [.., m, k] and [.., k, n] whose leading axes broadcast.</summary>
    private static readonly Gen<(Draw A, Draw B)> s_products = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[1, 3].Array[0, 2], Gen.Select(Gen.Bool.Array[2], Gen.Bool.Array[2], Gen.Int[0, 2], Gen.Int[0, 2]))
        .SelectMany((m, k, n, batch, kind) =>
        {
            (bool[] onesA, bool[] onesB, int missingA, int missingB) = kind;
            int[] a = [.. batch.Select((size, i) => onesA[i] ? 1 : size).Skip(missingA), m, k], b = [.. batch.Select((size, i) => onesB[i] ? 1 : size).Skip(missingB), k, n];
            return Gen.Select(Draw.Of(Gen.Const(a)), Draw.Of(Gen.Const(b)), (left, right) => (left, right));
        });

    [TestMethod]
    public void MatMul_AnyShapesAndLayouts_MatchesLoops() => s_products.Sample(
        product =>
        {
            Tensor a = product.A.Tensor(), b = product.B.Tensor();
            int inner = a.Shape[^1];
            Shape batch = Shape.Broadcast("MatMul", Shape.Create(a.Shape.Dims[..^2]), Shape.Create(b.Shape.Dims[..^2]));
            Loops.AssertIs(a.MatMul(b), [.. batch, a.Shape[^2], b.Shape[^1]], at => Enumerable.Range(0, inner).Sum(p => Loops.At(a, [.. at[..^1], p]) * Loops.At(b, [.. at[..^2], p, at[^1]])), "MatMul", 1e-13);
        },
        seed: "0N0XIzNsQ0O2", iter: 500, threads: 1);

    [TestMethod]
    public void MatMul_AnyShapes_HasItsTransposes() => s_products.Sample(
        product =>
        {
            // <A B, C> = <A, dA> = <B, dB>, since the product is linear in each.
            Tensor a = product.A.Tensor(), b = product.B.Tensor();
            using var tape = new Tape();
            Tensor y = a.MatMul(b), c = Tensor.Normal(y.Shape, dtype: DType.Float64, generator: new Generator(5));
            Gradients gradients = tape.Gradient(y, [a, b], c);
            double expected = (y * c).Sum().Item(), tolerance = 1e-12 * Math.Max(1, (y * c).Norm(1).Item());
            Assert.AreEqual(expected, (a * gradients[a]).Sum().Item(), tolerance, "left");
            Assert.AreEqual(expected, (b * gradients[b]).Sum().Item(), tolerance, "right");
        },
        seed: "0N0XIzNsQ0O2", iter: 300, threads: 1);
}
