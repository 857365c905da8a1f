namespace PyDeepTensorNet.Tests.Tensors;

[TestClass]
public sealed class ShapeTests
{
    [TestMethod]
    public void Shape_IsAValue()
    {
        Shape a = [2, 3], b = new(2, 3), c = [3, 2];
        Assert.AreEqual(a, b);
        Assert.IsTrue(a == b && a != c);
        Assert.AreEqual(a.GetHashCode(), b.GetHashCode());
        Assert.AreEqual("[2, 3]", a.ToString());
        Assert.AreEqual("[]", Shape.Scalar.ToString());
        CollectionAssert.AreEqual(new[] { 2, 3 }, a.ToArray());
        Assert.AreEqual(3, a[^1]);
        Assert.AreEqual(6, a.ElementCount);
        Assert.AreEqual(1, Shape.Scalar.ElementCount);
        int[] dims = [4, 5];
        Shape copied = dims;
        dims[0] = 9;
        Assert.AreEqual("[4, 5]", copied.ToString());
    }

    /// <summary>Equal shapes may be one object, from any thread; other sizes never are.</summary>
    [TestMethod]
    public void ShapesMadeAgain_HaveTheirOwnSizes() => Parallel.For(0, 20_000, i =>
    {
        Shape shape = [i % 97, i % 13];
        Assert.AreEqual((i % 97, i % 13, 2), (shape[0], shape[1], shape.Rank));
        Assert.AreEqual(i % 97 * (i % 13), shape.ElementCount);
    });

    [TestMethod]
    public void SizesThatAreNegativeOrTooMany_Throw()
    {
        Expect.Throws<ShapeException>("Shape: size -1 of axis 1 in [2, -1] is negative; sizes are 0 or more", () => _ = new Shape(2, -1));
        Expect.Throws<ShapeException>("Shape: size -1 of axis 3 in [70000, 70000, 0, -1] is negative; sizes are 0 or more", () => _ = new Shape(70000, 70000, 0, -1));
        Expect.Throws<ShapeException>("Shape: [65536, 65536] has more than 2147483591 elements; split the tensor", () => Tensor.Zeros(65536, 65536));
        Expect.Throws<ShapeException>("Shape: [2147483647, 2147483647, 2147483647, 2147483647] has more than 2147483591 elements; split the tensor", () => _ = new Shape(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue));
    }

    /// <summary>No axis overflows where there are no elements.</summary>
    [TestMethod]
    public void LargeAxes_WithoutElements_AreFine()
    {
        Tensor none = Tensor.Zeros(70000, 70000, 0);
        Assert.AreEqual(0, none.ElementCount);
        Assert.AreEqual(new Shape(0, 70000, 70000), none.Permute(2, 0, 1).Contiguous().Shape);
        Assert.AreEqual(0f, (float)none.Sum());
        foreach (int stride in none.Permute(2, 0, 1).Contiguous().Strides) Assert.IsGreaterThanOrEqualTo(0, stride);
        Expect.Throws<ShapeException>("Flatten: axis 1 of the result would have 4900000000 elements; an axis holds 2147483591 at most", () => Tensor.Zeros(0, 70000, 70000).Flatten(1));
    }

    /// <summary>Sizes are added and multiplied without wrapping round to a size that looks right.</summary>
    [TestMethod]
    public void ComputedSizes_DoNotWrap()
    {
        const string most = "an axis holds 2147483591 at most";
        Tensor x = Tensor.Zeros(4), wide = Tensor.Zeros(0, 1).Expand(0, int.MaxValue);
        Expect.Throws<ShapeException>($"Pad: axis 0 of the result would have 4294967298 elements; {most}", () => x.Pad([int.MaxValue, int.MaxValue]));
        Expect.Throws<ShapeException>("Pad: [-2147483648, -2147483648] cuts off more than the 4 elements that [4] has along axis 0; cut off less", () => x.Pad([int.MinValue, int.MinValue]));
        Expect.Throws<ShapeException>($"Cat: axis 1 of the result would have 4294967294 elements; {most}", () => Tensor.Cat([wide, wide], 1));
        Expect.Throws<ShapeException>($"Repeat: axis 0 of the result would have 4294967296 elements; {most}", () => x.Repeat(1 << 30));
        Expect.Throws<ShapeException>($"Tile: axis 1 of the result would have 4294967296 elements; {most}", () => Tensor.Zeros(0, 4).Tile(1 << 30));
        Expect.Throws<ShapeException>($"RepeatInterleave: axis 0 of the result would have 4294967296 elements; {most}", () => x.RepeatInterleave(1 << 30, 0));
        Expect.Throws<ShapeException>($"DiagEmbed: axis 0 of the result would have 2147483652 elements; {most}", () => x.DiagEmbed(int.MinValue));
        Assert.AreEqual(0, Tensor.Zeros(3, 3).Diagonal(int.MinValue).ElementCount);
        Assert.AreEqual(0, Tensor.Zeros(3, 3).Diagonal(int.MaxValue).ElementCount);
        Expect.Throws<ShapeException>("Shape: [1048576, 1048576] has more than 2147483591 elements; split the tensor", () => Tensor.Eye(1 << 20));
        Expect.Throws<ShapeException>("Shape: [65536, 65536] has more than 2147483591 elements; split the tensor", () => _ = Tensor.Zeros(65536, 1) + Tensor.Zeros(65536));
    }
}
