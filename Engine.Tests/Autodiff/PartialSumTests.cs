namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>Tensors taken apart along an axis: the gradient is the same whether parts are written side by side (a sweep that is not recorded) or added to zeros (one that is).</summary>
[TestClass]
public sealed class PartialSumTests
{
    private static readonly Generator s_generator = new(11);

    /// <summary>A shape whose parts are large enough to be written, in memory from the cache.</summary>
    private static Tensor Draw() => Tensor.Randn([64, 4, 96], DType.Float64, s_generator);

    [TestMethod]
    [DataRow(new[] { 0, 1, 2, 3 }, DisplayName = "all, from first to last")]
    [DataRow(new[] { 3, 2, 1, 0 }, DisplayName = "all, from last to first")]
    [DataRow(new[] { 1, 2 }, DisplayName = "some in the middle")]
    [DataRow(new[] { 0, 2 }, DisplayName = "with a gap")]
    [DataRow(new[] { 1, 3, 0, 2 }, DisplayName = "in no order")]
    [DataRow(new[] { 1, 2, 1, 2 }, DisplayName = "twice")]
    public void Gradient_OfSelectedParts_IsThatOfAddedParts(int[] places) => AssertSame(x => places.Select((place, i) => Weighed(x.Select(1, place), i)));

    [TestMethod]
    public void Gradient_OfOverlappingStretches_IsThatOfAddedParts() => AssertSame(x => [Weighed(x.Narrow(1, 0, 3), 0), Weighed(x.Narrow(1, 2, 2), 1), Weighed(x.Narrow(1, 1, 1), 2)]);

    [TestMethod]
    public void Gradient_OfStretchesOfTwoAxes_IsThatOfAddedParts() => AssertSame(x => [Weighed(x.Narrow(0, 0, 32), 0), Weighed(x.Narrow(2, 48, 48), 1), Weighed(x.Select(1, 2), 2)]);

    [TestMethod]
    public void Gradient_OfPartsAndTheWhole_IsThatOfAddedParts()
    {
        AssertSame(x => [Weighed(x, 0), Weighed(x.Select(1, 0), 1), Weighed(x.Select(1, 1), 2)]);
        AssertSame(x => [Weighed(x.Select(1, 0), 1), Weighed(x, 0), Weighed(x.Select(1, 1), 2)]);
        AssertSame(x => [Weighed(x.Select(1, 0), 1), Weighed(x.Select(1, 1), 2), Weighed(x, 0)]);
    }

    [TestMethod]
    public void Gradient_OfAPartOfWhatAnOuterTapeKnows_IsZeroElsewhere()
    {
        Tensor x = Draw();
        LeaveNaN();
        using var outer = new Tape();
        Tensor y = x * 2;
        using (outer.Pause())
        {
            using var tape = new Tape();
            Tensor gradient = tape.Gradient(y.Select(1, 1).Sum(), y);
            Assert.AreEqual(64 * 96, gradient.Sum().Item());
            Assert.AreEqual(1, gradient.Select(1, 1).Min().Item());
        }
    }

    [TestMethod]
    [DataRow(new[] { 3, 2, 1, 0 })]
    [DataRow(new[] { 1, 2 })]
    [DataRow(new[] { 0, 2 })]
    public void Gradient_InACapturedStep_IsThatOfTheFunction(int[] places)
    {
        Step step = Step.Capture(Gradient);
        for (int i = 0; i < 4; i++)
        {
            Tensor x = Draw();
            CollectionAssert.AreEqual(Gradient(x).ToArray<double>(), step.Run(x).ToArray<double>());
        }

        Tensor Gradient(Tensor x)
        {
            using var tape = new Tape();
            Tensor y = x.Square();
            return tape.Gradient(places.Select(place => y.Select(1, place).Exp().Sum()).Aggregate((a, b) => a + b), x);
        }
    }

    private static Tensor Weighed(Tensor part, int seed) => (part * Tensor.Randn(part.Shape, DType.Float64, new Generator((ulong)seed))).Sum();

    private static void AssertSame(Func<Tensor, IEnumerable<Tensor>> losses)
    {
        Tensor x = Draw();
        LeaveNaN();
        using var tape = new Tape();
        // Behind an operation, and as a leaf.
        Tensor y = x.Square(), loss = losses(y).Concat(losses(x)).Aggregate((a, b) => a + b);
        Tensor expected = tape.Gradient(loss, x, createGraph: true);
        LeaveNaN();
        Assert.IsTrue(tape.Gradient(loss, x).AllClose(expected, 1e-12, 1e-12));
    }

    /// <summary>What buffers of this size hold when they are handed out next.</summary>
    private static void LeaveNaN()
    {
        for (int i = 0; i < 4; i++) _ = Tensor.Full([64, 4, 96], double.NaN, DType.Float64);
        BufferCache.Collect(GC.MaxGeneration);
    }
}
