using CsCheck;

namespace PyDeepTensorNet.Tests.Ops.Views;

[TestClass]
public sealed class ViewTests
{
    /// <summary>0, 1, 2, ... in the given shape.</summary>
    private static Tensor Count(params int[] dims)
    {
        var shape = new Shape(dims);
        return Tensor.From([.. Enumerable.Range(0, shape.ElementCount).Select(i => (double)i)], shape);
    }

    [TestMethod]
    public void Views_OfATensor_ShareItsMemoryAndVersion()
    {
        Tensor x = Count(2, 3, 4);
        Tensor[] views =
        [
            x.Select(1, -1), x.Slice(2, 1, null, 2), x.Narrow(0, 1, 1), x.Transpose(0, 2), x.SwapAxes(0, 1), x.T, x.Permute(2, 0, 1), x.MoveDim(0, -1), x.Unsqueeze(1), x.Unsqueeze(1).Squeeze(1),
            x.Narrow(0, 0, 1).Squeeze(), x.Flatten(), x.Reshape(6, 4), x.View(4, 6), x.Expand(5, 2, 3, 4), x.Diagonal(1, 1, 2), x.Unfold(2, 2, 1), .. x.Split(2, 1), .. x.Chunk(2), .. x.Unbind(2), x.Detach(),
        ];
        foreach (Tensor view in views) Assert.AreSame(x.Storage, view.Storage, view.Shape.ToString());
        int version = x.Storage.Version;
        views[0].Fill_(-1);
        AssertIs(x[0], [3, 4], 0, 1, 2, 3, 4, 5, 6, 7, -1, -1, -1, -1);
        Assert.AreEqual(version + 1, x.Storage.Version);
    }

    [TestMethod]
    public void Views_WithoutElements_BehindTheLastPlace_AreComputedWith()
    {
        Tensor x = Count(3, 0, 2).Select(2, 1), y = Count(4, 0).Narrow(0, 3, 1);
        AssertIs(x + 1, [3, 0]);
        AssertIs(x.Transpose(0, 1).MatMul(x), [0, 0]);
        AssertIs(y * y, [1, 0]);
        AssertIs(x.Sum(), [], 0);
    }

    [TestMethod]
    public void Views_ThatChangeNothing_AreTheTensorItself()
    {
        Tensor x = Count(2, 3);
        foreach (Tensor view in new[] { x.Reshape(2, 3), x.View(2, -1), x.Slice(0), x.Narrow(1, 0, 3), x.Squeeze(), x.Squeeze(0), x.Flatten(0, 0), x.Expand(2, 3), x.Transpose(1, 1), x[..], x[TensorIndex.Ellipsis], x.Split(2)[0], x.AtLeast2d(), x.Flip(), x.Roll(0, 1), x.Pad([]) })
        {
            Assert.AreSame(x.Storage, view.Storage);
            Assert.AreEqual(x.Shape, view.Shape);
        }
    }

    [TestMethod]
    public void Select_FromEitherEnd_DropsTheAxis()
    {
        AssertIs(Count(2, 3).Select(0, 1), [3], 3, 4, 5);
        AssertIs(Count(2, 3).Select(-1, -3), [2], 0, 3);
        AssertIs(Count(3).Select(0, 2), [], 2);
        Throws<TensorIndexException>("Select: index 3 is out of range for axis 1 of float64[2, 3], size 3; valid are -3 to 2", () => Count(2, 3).Select(1, 3));
        Throws<ShapeException>("Select: axis 2 does not exist in [2, 3]; it must be from -2 to 1", () => Count(2, 3).Select(2, 0));
        Throws<ShapeException>("Select: the 0-d tensor float64[] has no axis to index; take its value with Item(), or add an axis with Unsqueeze(0)", () => Count().Select(0, 0));
    }

    [TestMethod]
    public void Slice_ByPythonsRules_CutsBounds()
    {
        Tensor x = Count(5);
        AssertIs(x.Slice(0, 1, 4), [3], 1, 2, 3);
        AssertIs(x.Slice(0, -2), [2], 3, 4);
        AssertIs(x.Slice(0, null, -4), [1], 0);
        AssertIs(x.Slice(0, -100, 100, 2), [3], 0, 2, 4);
        AssertIs(x.Slice(0, 7), [0]);
        AssertIs(x.Slice(0, 3, 1), [0]);
        AssertIs(Count(4, 3).Slice(0, 4).Slice(1, 2), [0, 1]);
        AssertIs(x.Slice(0, 1, null, 2).Slice(0, 1, null, int.MaxValue), [1], 3);
        Throws<ShapeException>("Slice: step -1 is not positive; slice forwards and reverse with Flip(0)", () => x.Slice(0, step: -1));
    }

    [TestMethod]
    public void Narrow_BeyondTheAxis_Throws()
    {
        AssertIs(Count(5).Narrow(0, -3, 2), [2], 2, 3);
        AssertIs(Count(5).Narrow(0, 5, 0), [0]);
        Throws<TensorIndexException>("Narrow: 3 elements from 3 on do not lie within axis 0 of float64[5], size 5; start + length may be 5 at most", () => Count(5).Narrow(0, 3, 3));
        Assert.ThrowsExactly<TensorIndexException>(() => Count(5).Narrow(0, 1, int.MaxValue));
        Assert.ThrowsExactly<TensorIndexException>(() => Count(5).Narrow(0, 1, -1));
        Assert.ThrowsExactly<TensorIndexException>(() => Count(5).Narrow(0, -6, 1));
    }

    [TestMethod]
    public void Split_ByEqualOrGivenSizes_CoversTheAxis()
    {
        CollectionAssert.AreEqual(new[] { 2, 2, 1 }, Count(5, 2).Split(2).Select(part => part.Shape[0]).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 0, 4 }, Count(2, 5).Split([1, 0, 4], 1).Select(part => part.Shape[1]).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 2, 1 }, Count(5).Chunk(3).Select(part => part.Shape[0]).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 2, 1 }, Count(5).Chunk(4)[..3].Select(part => part.Shape[0]).ToArray());
        CollectionAssert.AreEqual(new[] { 0 }, Count(0).Split(3).Select(part => part.Shape[0]).ToArray());
        AssertIs(Count(2, 3).Unbind(1)[2], [2], 2, 5);
        Assert.IsEmpty(Count(0, 3).Unbind());
        Throws<ShapeException>("Split: the sizes [1, 3] add up to 4, axis 0 of [5] has 5; the parts must fill the axis", () => Count(5).Split([1, 3]));
        Throws<ShapeException>("Split: parts of 0 elements do not cover axis 0 of [5]; give a positive size, or the number of parts to Chunk", () => Count(5).Split(0));
        Throws<ShapeException>("Chunk: 0 chunks of axis 0 of [5]; ask for 1 or more", () => Count(5).Chunk(0));
    }

    [TestMethod]
    public void Squeeze_OfAxesThatAreNotOne_ChangesNothing()
    {
        Tensor x = Count(1, 3, 1);
        Assert.AreEqual([3], x.Squeeze().Shape);
        Assert.AreEqual([3, 1], x.Squeeze(0).Shape);
        Assert.AreEqual([1, 3, 1], x.Squeeze(1).Shape);
        Assert.AreEqual([], Count(1).Squeeze().Shape);
        Assert.AreEqual([], Count().Squeeze(0).Shape);
        Assert.AreEqual([1, 3, 1, 1], x.Unsqueeze(-1).Shape);
        Assert.AreEqual([1], Count().Unsqueeze(0).Shape);
        Assert.AreEqual([1, 3], Count(3).AtLeast2d().Shape);
        Assert.AreEqual([1, 1], Count().AtLeast2d().Shape);
        Throws<ShapeException>("Unsqueeze: [3] has no place 2 for a new axis; it must be from -2 to 1", () => Count(3).Unsqueeze(2));
    }

    [TestMethod]
    public void Flatten_OfSomeAxes_MergesThem()
    {
        Assert.AreEqual([2, 12], Count(2, 3, 4).Flatten(1).Shape);
        Assert.AreEqual([6, 4], Count(2, 3, 4).Flatten(0, 1).Shape);
        Assert.AreEqual([1], Count().Flatten().Shape);
        Assert.AreEqual([0], Count(3, 0).Flatten().Shape);
        AssertIs(Count(2, 3).T.Flatten(), [6], 0, 3, 1, 4, 2, 5);
        Throws<ShapeException>("Flatten: axes 1 to 0 of [2, 3]: the end lies before the start; name the outer axis first", () => Count(2, 3).Flatten(1, 0));
    }

    [TestMethod]
    public void View_ThatNeedsACopy_Throws()
    {
        AssertIs(Count(2, 3, 4).T.View(2, 2, 2, 3)[1, 1, 0], [3], 14, 18, 22);
        Throws<ShapeException>("View: [3, 2] with strides [1, 3] cannot be seen as [6] without a copy; use Reshape, which copies where it must", () => Count(2, 3).T.View(-1));
        Throws<ShapeException>("View: [2, 3] with 6 elements does not fit [4, 2] with 8; the number of elements must stay the same", () => Count(2, 3).View(4, 2));
    }

    [TestMethod]
    public void Reshape_OfAnyLayout_KeepsTheOrderOfElements() => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var random = new Random(seed);
        Tensor x = Count([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, 5))]);
        for (int i = random.Next(3); i > 0; i--)
        {
            int axis = random.Next(x.Rank);
            x = random.Next(4) switch
            {
                0 => x.Transpose(axis, random.Next(x.Rank)),
                1 => x.Slice(axis, 0, null, 2),
                2 => x.Unsqueeze(axis).Expand([.. x.Shape.Dims[..axis], random.Next(1, 4), .. x.Shape.Dims[axis..]]),
                _ => x.Unsqueeze(axis),
            };
        }
        var dims = new List<int>();
        for (int rest = x.ElementCount; rest > 1 || random.Next(2) == 0;)
        {
            int[] divisors = [.. Enumerable.Range(1, rest).Where(d => rest % d == 0)];
            dims.Add(divisors[random.Next(divisors.Length)]);
            rest /= dims[^1];
        }
        double[] elements = x.ToArray<double>();
        AssertIs(x.Reshape([.. dims]), [.. dims], elements);
        if (x.TryViewStrides([.. dims]) is not null) AssertIs(x.View([.. dims]), [.. dims], elements);
    }, iter: 1000);

    [TestMethod]
    public void Reshape_OfAnExpandedAxis_RepeatsItsElements() => AssertIs(Count(2).Unsqueeze(1).Expand(2, 3).Reshape(6), [6], 0, 0, 0, 1, 1, 1);

    [TestMethod]
    public void MoveDim_OfSeveralAxes_KeepsTheOthersInOrder()
    {
        Assert.AreEqual([3, 2, 4], Count(2, 3, 4).MoveDim(1, 0).Shape);
        Assert.AreEqual([4, 3, 2], Count(2, 3, 4).MoveDim([0, 2], [-1, 0]).Shape);
        Throws<ShapeException>("MoveDim: [0, 0] to [1, 2] names an axis of [2, 3, 4] twice; name each axis once", () => Count(2, 3, 4).MoveDim([0, 0], [1, 2]));
        Throws<ShapeException>("MoveDim: 1 axes [0] do not go to 2 places [1, 2]; name a place for each axis", () => Count(2, 3, 4).MoveDim([0], [1, 2]));
    }

    [TestMethod]
    public void Diagonal_OfRectangles_StopsAtTheShorterSide()
    {
        Tensor x = Count(2, 3);
        AssertIs(x.Diagonal(), [2], 0, 4);
        AssertIs(x.Diagonal(1), [2], 1, 5);
        AssertIs(x.Diagonal(-1), [1], 3);
        AssertIs(x.Diagonal(5), [0]);
        AssertIs(x.Diagonal(0, 1, 0), [2], 0, 4);
        AssertIs(Count(2, 2, 2).Diagonal(), [2, 2], 0, 6, 1, 7);
        AssertIs(Count(2).Diag(1), [3, 3], 0, 0, 0, 0, 0, 1, 0, 0, 0);
        AssertIs(Count(2).Diag(-1).Diag(-1), [2], 0, 1);
        AssertIs(Count(2, 2).DiagEmbed(0, 0, -1), [2, 2, 2], 0, 0, 2, 0, 0, 1, 0, 3);
        CollectionAssert.AreEqual(new[] { true, false, false, true }, ((Tensor)new[] { true, true }).Diag().ToArray<bool>());
        Throws<ShapeException>("Diag: [2, 2, 2] is neither a vector nor a matrix; use Diagonal or DiagEmbed with the axes named", () => Count(2, 2, 2).Diag());
        Throws<ShapeException>("Diagonal: axes 1 and -1 of [2, 3] are the same; a matrix spans two", () => x.Diagonal(0, 1, -1));
    }

    [TestMethod]
    public void Unfold_OfOverlappingWindows_SumsTheirGradients()
    {
        Tensor x = Count(5);
        using var tape = new Tape();
        Tensor windows = x.Unfold(0, 3, 1);
        AssertIs(windows, [3, 3], 0, 1, 2, 1, 2, 3, 2, 3, 4);
        AssertIs(tape.Gradient(windows.Sum(), x), [5], 1, 2, 3, 2, 1);
        Throws<ShapeException>("Unfold: windows of 6 elements do not fit axis 0 of [5]; sizes from 1 to 5 do", () => x.Unfold(0, 6, 1));
    }

    [TestMethod]
    public void Gradient_OfPartsOfOneTensor_AddsUpWithoutTouchingOthers()
    {
        Tensor x = Count(2, 3), z = Count(2, 3);
        using var tape = new Tape();
        // The sum's cotangent goes to both x and z as one tensor; the parts of x must not be added into it.
        Tensor parts = x[0].Sum() + 2.0 * x[.., 1].Sum() + (x[0] * x[0]).Sum() + x.T[2, 1];
        Gradients gradients = tape.Gradient((x + z).Sum() + parts, [x, z]);
        AssertIs(gradients[x], [2, 3], 2, 6, 6, 1, 3, 2);
        AssertIs(gradients[z], [2, 3], 1, 1, 1, 1, 1, 1);
    }

    [TestMethod]
    public void Gradient_OfPartsBeforeTheWhole_AddsUp()
    {
        Tensor x = Count(2, 3);
        using var tape = new Tape();
        Tensor y = x * 1.0;
        Tensor whole = (y * y).Sum(), parts = y[0].Sum() + y[0, 1..].Sum();
        Gradients gradients = tape.Gradient(whole + parts, [x, y]);
        AssertIs(gradients[y], [2, 3], 1, 4, 6, 6, 8, 10);
        AssertIs(gradients[x], [2, 3], 1, 4, 6, 6, 8, 10);
    }

    [TestMethod]
    public void Gradient_OfViews_CanBeDifferentiatedAgain()
    {
        Tensor x = Count(2, 3);
        using var tape = new Tape();
        Tensor y = Tensor.Cat([x.Select(1, 0), x.T.Reshape(6).Slice(0, 1, null, 2), x.Diagonal(1)]);
        Tensor gradient = tape.Gradient((y * y * y).Sum(), x, createGraph: true);
        // Each element is taken as often as these counts say; the second derivative of y^3 is 6 y.
        AssertIs(tape.Gradient(gradient.Sum(), x), [2, 3], 0, 6, 0, 36, 24, 60);
    }

    [TestMethod]
    public void Views_OfEmptyTensors_AreEmpty()
    {
        Tensor x = Tensor.Zeros(0, 3);
        Assert.AreEqual([3, 0], x.T.Shape);
        Assert.AreEqual([0], x.Select(1, 2).Shape);
        Assert.AreEqual([0, 1], x.Slice(1, 2).Shape);
        Assert.AreEqual([0, 1, 3], x.Unsqueeze(1).Shape);
        Assert.AreEqual([0], x.Diagonal().Shape);
        using var tape = new Tape();
        Assert.AreEqual([0, 3], tape.Gradient(x.Slice(1, 1).Sum(), x).Shape);
    }
}
