namespace PyDeepTensorNet.Tests.Ops.Views;

/// <summary>What the calls recorded from PyTorch do not say of splits, grids and rearrangements: other dtypes, the memory they share, and the words of what they refuse.</summary>
[TestClass]
public sealed class SplitTests
{
    private static Tensor Count(params int[] dims) => Tensor.Arange(((Shape)dims).ElementCount).Reshape(dims);

    private static void AssertIs(Tensor actual, Shape shape, params long[] values)
    {
        Assert.AreEqual(shape, actual.Shape);
        CollectionAssert.AreEqual(values, actual.ToArray<long>());
    }

    [TestMethod]
    public void TensorSplit_IntoParts_AreViewsThatCoverTheAxis()
    {
        Tensor x = Count(7);
        Tensor[] parts = x.TensorSplit(3), cut = x.TensorSplit([2, -1, 20]);
        CollectionAssert.AreEqual(new[] { 3, 2, 2 }, parts.Select(part => part.ElementCount).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 4, 1, 0 }, cut.Select(part => part.ElementCount).ToArray());
        x.Fill_(9);
        AssertIs(parts[1], [2], 9, 9);
        Assert.AreEqual(0, x.TensorSplit(9)[8].ElementCount);
    }

    [TestMethod]
    public void Splits_ThatDoNotFit_SayWhatDoes()
    {
        Tensor x = Count(4, 6);
        Expect.Throws<ShapeException>("TensorSplit: 0 parts of axis 1 of [4, 6]; ask for 1 or more", () => x.TensorSplit(0, 1));
        Expect.Throws<ShapeException>("HSplit: axis 1 of [4, 6], size 6, does not divide into 4 equal parts; take a divisor of 6, or TensorSplit, whose parts may differ", () => x.HSplit(4));
        Expect.Throws<ShapeException>("VSplit: axis 0 of [4, 6], size 4, does not divide into 0 equal parts; take a divisor of 4, or TensorSplit, whose parts may differ", () => x.VSplit(0));
        Expect.Throws<ShapeException>("VSplit: [3] has 1 axes, and VSplit takes 2 or more; Unsqueeze it, or name the axis with TensorSplit", () => Count(3).VSplit([1]));
        Expect.Throws<ShapeException>("DSplit: [4, 6] has 2 axes, and DSplit takes 3 or more; Unsqueeze it, or name the axis with TensorSplit", () => x.DSplit(1));
        Expect.Throws<ShapeException>("HSplit: [] has 0 axes, and HSplit takes 1 or more; Unsqueeze it, or name the axis with TensorSplit", () => Tensor.Zeros().HSplit(1));
    }

    [TestMethod]
    public void Meshgrid_OfIntegers_IsViews()
    {
        Tensor[] grids = Tensor.Meshgrid([Count(2), Count(3)], xy: true);
        AssertIs(grids[0], [3, 2], 0, 1, 0, 1, 0, 1);
        AssertIs(grids[1], [3, 2], 0, 0, 1, 1, 2, 2);
        Expect.Throws<ShapeException>("Meshgrid: tensor 1 has shape [2, 3]; each must be a list of coordinates, Flatten it", () => Tensor.Meshgrid([Count(2), Count(2, 3)]));
        Expect.Throws<ShapeException>("Meshgrid: the list is empty; give at least one tensor", () => Tensor.Meshgrid([]));
    }

    [TestMethod]
    public void BroadcastTensors_ThatDoNotFit_Throw() =>
        Expect.Throws<ShapeException>("BroadcastTensors: [2, 3] and [2] do not broadcast: sizes 3 and 2 of axis -1 differ and neither is 1; Reshape or Unsqueeze one of them", () => Tensor.BroadcastTensors(Count(3), Count(2, 1), Count(2)));

    [TestMethod]
    public void Unflatten_UndoesFlatten_OrSaysWhy()
    {
        Tensor x = Count(2, 12);
        AssertIs(x.Unflatten(1, 3, -1)[1, 2], [4], 20, 21, 22, 23);
        Expect.Throws<ShapeException>("Unflatten: axis 1 of [2, 12], size 12, does not become [5, -1]; the sizes must multiply to 12", () => x.Unflatten(-1, 5, -1));
        Expect.Throws<ShapeException>("Unflatten: axis 1 of [2, 12], size 12, does not become []; the sizes must multiply to 12", () => x.Unflatten(-1));
        Expect.Throws<ShapeException>("Unflatten: size -2 in [-1, -2] is negative; one -1 at most, the size to infer, is allowed", () => x.Unflatten(1, -1, -2));
    }

    [TestMethod]
    public void PixelShuffle_AndBack_IsTheSamePicture()
    {
        Tensor x = Count(2, 18, 2, 4);
        AssertIs(x.PixelShuffle(3).PixelUnshuffle(3), x.Shape, x.ToArray<long>());
        AssertIs(Count(4, 1, 1).PixelShuffle(2), [1, 2, 2], 0, 1, 2, 3);
        Expect.Throws<ShapeException>("PixelShuffle: [2, 18, 2, 4] by 2: axis -3, size 18, is not divisible by 2^2 = 4; give as many channels for each finer one", () => x.PixelShuffle(2));
        Expect.Throws<ShapeException>("PixelUnshuffle: [2, 18, 2, 4] by 4: axis -2, size 2, is not divisible by 4; Pad or crop the picture", () => x.PixelUnshuffle(4));
        Expect.Throws<ShapeException>("PixelShuffle: [2, 3] has 2 axes; it must have channels, height and width last", () => Count(2, 3).PixelShuffle(1));
        Expect.Throws<ShapeException>("PixelUnshuffle: [2, 18, 2, 4] by 0: the factor must be 1 or more", () => x.PixelUnshuffle(0));
    }

    [TestMethod]
    public void Rot90_AnyNumberOfTurns_IsThatOfOne()
    {
        Tensor x = Count(2, 3);
        AssertIs(x.Rot90(), [3, 2], 2, 5, 1, 4, 0, 3);
        AssertIs(x.Rot90(-3), [3, 2], 2, 5, 1, 4, 0, 3);
        AssertIs(x.Rot90(5, 0, -1).Rot90(-1), [2, 3], 0, 1, 2, 3, 4, 5);
        Expect.Throws<ShapeException>("Rot90: axes 1 and -1 of [2, 3] are the same; a plane lies between two", () => x.Rot90(1, 1, -1));
        Expect.Throws<ShapeException>("Rot90: [3] has 1 axes; a turn needs the plane of two", () => Count(3).Rot90());
    }

    [TestMethod]
    public void AsStrided_CountsInRowMajorOrder_WhateverTheLayout()
    {
        Tensor x = Count(3, 3);
        AssertIs(x.T.AsStrided([2, 2], [1, 4]), [2, 2], 0, 4, 3, 7);
        Expect.Throws<TensorIndexException>("AsStrided: [2, 3] with strides [4, 2] from 1 on reaches place 9, [3, 3] has 9 elements; take fewer or nearer ones", () => x.AsStrided([2, 3], [4, 2], 1));
        Expect.Throws<ShapeException>("AsStrided: 1 sizes [2] and 2 strides [1, 1]; give a stride for each axis", () => x.AsStrided([2], [1, 1]));
        Expect.Throws<ShapeException>("AsStrided: strides [-1] from 2 on: neither may be negative; reverse an axis with Flip", () => x.AsStrided([2], [-1], 2));
    }

    [TestMethod]
    public void Scatters_OfParts_ReplaceThemOrSayWhyNot()
    {
        Tensor x = Count(2, 3);
        AssertIs(x.SelectScatter(Count(2), 1, -1), [2, 3], 0, 1, 0, 3, 4, 1);
        AssertIs(x.SliceScatter(Count(2, 2), 1, step: 2), [2, 3], 0, 1, 1, 2, 4, 3);
        AssertIs(x.DiagonalScatter(Count(2), 1), [2, 3], 0, 0, 2, 3, 4, 1);
        AssertIs(x, [2, 3], 0, 1, 2, 3, 4, 5);
        Expect.Throws<ShapeException>("SelectScatter: the source [3] does not replace a part [2] of [2, 3]; give it that shape, say with Expand or Reshape", () => x.SelectScatter(Count(3), 1, 0));
        Expect.Throws<TensorIndexException>("SelectScatter: index 3 is out of range for axis 1 of int64[2, 3], size 3; valid are -3 to 2", () => x.SelectScatter(Count(2), 1, 3));
        Expect.Throws<ShapeException>("SliceScatter: step 0 is not positive; slice forwards and reverse with Flip(0)", () => x.SliceScatter(x, step: 0));
        Expect.Throws<DTypeException>("SliceScatter: float32[2, 3] does not go into int64[2, 3] without loss, and nothing is narrowed silently; cast it with To(DType.Int64)", () => x.SliceScatter(Tensor.Zeros(2, 3)));
    }
}
