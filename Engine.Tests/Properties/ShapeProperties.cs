using CsCheck;
using PyDeepTensorNet.Tests.Catalog;

namespace PyDeepTensorNet.Tests.Properties;

[TestClass]
public sealed class ShapeProperties
{
    private static readonly Gen<Draw> s_tensors = Draw.Of(Draw.Sizes);

    [TestMethod]
    public void Reshape_ThereAndBack_IsTheSame() => Gen.Select(s_tensors, Gen.Int.Array[6]).Sample(
        (draw, cuts) =>
        {
            Tensor x = draw.Tensor();
            Shape other = Regroup(x.ElementCount, cuts);
            Tensor y = x.Reshape(other);
            Assert.AreEqual(other, y.Shape);
            CollectionAssert.AreEqual(x.ToArray<double>(), y.ToArray<double>());
            Layouts.AssertSame("Reshape", x, y.Reshape(x.Shape));
        },
        seed: "0N0XIzNsQ0O2", iter: 500, threads: 1);

    [TestMethod]
    public void Permute_ThereAndBack_IsTheSame() => Gen.Select(s_tensors, Gen.Int.Array[4]).Sample(
        (draw, keys) =>
        {
            Tensor x = draw.Tensor();
            int[] order = [.. Enumerable.Range(0, x.Rank).OrderBy(axis => keys[axis])], inverse = [.. Enumerable.Range(0, x.Rank).Select(axis => Array.IndexOf(order, axis))];
            Tensor y = x.Permute(order);
            Loops.AssertIs(y, [.. order.Select(axis => x.Shape[axis])], at => Loops.At(x, [.. inverse.Select(axis => at[axis])]), "Permute");
            Layouts.AssertSame("Permute", x, y.Permute(inverse));
        },
        seed: "0N0XIzNsQ0O2", iter: 500, threads: 1);

    [TestMethod]
    public void Slice_OfAnyAxis_ReadsAndPutTogetherIsTheWhole() => Gen.Select(s_tensors.Where(draw => draw.Dims.Length > 0), Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[1, 3]).Sample(
        (draw, which, from, to, step) =>
        {
            Tensor x = draw.Tensor();
            int axis = which % x.Rank, size = x.Shape[axis], start = Math.Min(from, size), end = Math.Clamp(to, start, size);
            Tensor part = x.Slice(axis, start, end, step);
            int[] dims = x.Shape.ToArray();
            dims[axis] = (end - start + step - 1) / step;
            // Picked by coordinate: At takes an axis of size 1 as one that broadcasts.
            Loops.AssertIs(part, dims, at => Loops.At(x, [.. at.Select((place, i) => i == axis ? start + place * step : place)]), "Slice");
            Layouts.AssertSame("Cat", x, Tensor.Cat([x.Slice(axis, 0, start), x.Slice(axis, start, end), x.Slice(axis, end)], axis));
            Layouts.AssertSame("Flip", x, x.Flip(axis).Flip(axis));
            Layouts.AssertSame("Roll", x, x.Roll(from, axis).Roll(-from, axis));
        },
        seed: "0N0XIzNsQ0O2", iter: 500, threads: 1);

    [TestMethod]
    public void Views_OfViews_KeepGradientsWhereTheyBelong() => Gen.Select(s_tensors.Where(draw => draw.Dims.Length > 1 && !draw.Dims.Contains(0)), Gen.Int[0, 3], Gen.Int[1, 2]).Sample(
        (draw, which, step) =>
        {
            Tensor x = draw.Tensor();
            int axis = which % x.Rank;
            using var tape = new Tape();
            Tensor y = x.Transpose(0, axis).Slice(0, 0, null, step).Flatten();
            Tensor gradient = tape.Gradient((y * y).Sum(), x);
            Loops.AssertIs(gradient, x.Shape, at => at[axis] % step == 0 ? 2 * Loops.At(x, at) : 0, "gradient", 1e-15);
        },
        seed: "0N0XIzNsQ0O2", iter: 300, threads: 1);

    /// <summary>Sizes with the given product, cut at random.</summary>
    private static Shape Regroup(int count, int[] cuts)
    {
        if (count == 0) return [0, 3];
        var dims = new List<int>();
        foreach (int cut in cuts)
        {
            int[] divisors = [.. Enumerable.Range(1, count).Where(divisor => count % divisor == 0)];
            dims.Add(divisors[(int)((uint)cut % divisors.Length)]);
            count /= dims[^1];
        }
        return [.. dims, count];
    }
}
