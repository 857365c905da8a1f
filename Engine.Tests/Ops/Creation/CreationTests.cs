namespace PyDeepTensorNet.Tests.Ops.Creation;

[TestClass]
public sealed class CreationTests
{
    [TestMethod]
    public void Arange_IntegersAndDoubles_MakeTheirOwnKind()
    {
        CollectionAssert.AreEqual(new long[] { 0, 1, 2 }, Tensor.Arange(3).ToArray<long>());
        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 3 }, Tensor.Arange(3.1).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 2.0, 1, 0, -1, -2 }, Tensor.Arange(2, -3, -1, DType.Float64).ToArray<double>());
        CollectionAssert.AreEqual(new[] { 1, 3 }, Tensor.Arange(1, 5, 2, DType.Int32).ToArray<int>());
        CollectionAssert.AreEqual(new[] { -0.9, -0.9 + 2.0 }, Tensor.Arange(-0.9, 2.1, 2.0, DType.Float64).ToArray<double>());
        Assert.AreEqual(0, Tensor.Arange(1, 1, -1).ElementCount);
    }

    [TestMethod]
    public void Arange_LargeIntegers_AreExact() =>
        CollectionAssert.AreEqual(new[] { (1L << 60) + 1, (1L << 60) + 2 }, Tensor.Arange((1L << 60) + 1, (1L << 60) + 3).ToArray<long>());

    [TestMethod]
    public void Arange_BadSteps_Throw()
    {
        Check("Arange: from 0 to 5 by 0 does not advance; give a step other than 0", () => Tensor.Arange(0, 5, 0));
        Check("Arange: from 0 to -2 by 1 leads away from the end; change the sign of the step", () => Tensor.Arange(-2));
        Check("Arange: 0 to NaN by 1 is not finite", () => Tensor.Arange(double.NaN));
        Check("Linspace: -1 steps from 0 to 1; the number of steps must be 0 or more", () => Tensor.Linspace(0, 1, -1));
        Assert.AreEqual("Arange: bool does not hold a sequence; take another dtype", Assert.ThrowsExactly<DTypeException>(() => Tensor.Arange(0, 2, dtype: DType.Bool)).Message);
        Assert.ThrowsExactly<OverflowException>(() => Tensor.Arange(1L << 40, (1L << 40) + 2, dtype: DType.Int32));

        static void Check(string message, Action call) => Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(call).Message);
    }

    [TestMethod]
    public void Linspace_Ends_AreExact()
    {
        for (int steps = 2; steps < 60; steps++)
        {
            double[] y = Tensor.Linspace(0.1, 0.7, steps, DType.Float64).ToArray<double>();
            Assert.HasCount(steps, y);
            Assert.AreEqual(0.1, y[0]);
            Assert.AreEqual(0.7, y[^1]);
            for (int i = 1; i < steps; i++) Assert.AreEqual(0.6 / (steps - 1), y[i] - y[i - 1], 1e-15);
        }
        CollectionAssert.AreEqual(new[] { 4.3f }, Tensor.Linspace(4.3, 4, 1).ToArray<float>());
        Assert.AreEqual(0, Tensor.Linspace(0, 1, 0).ElementCount);
    }

    [TestMethod]
    public void Logspace_Decades_ArePowers() => CollectionAssert.AreEqual(new[] { 0.01, 0.1, 1.0, 10, 100 }, Tensor.Logspace(-2, 2, 5, dtype: DType.Float64).ToArray<double>());

    [TestMethod]
    public void Eye_Rectangular_HasOnesOnTheDiagonal()
    {
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 0, 1, 0 }, Tensor.Eye(2, 3).ToArray<float>());
        CollectionAssert.AreEqual(new[] { true, false, false, true, false, false }, Tensor.Eye(3, 2, DType.Bool).ToArray<bool>());
        Assert.AreEqual(new Shape(0, 0), Tensor.Eye(0).Shape);
        Assert.ThrowsExactly<ShapeException>(() => Tensor.Eye(-1));
    }

    [TestMethod]
    public void TriangleIndices_Offsets_AreThePlacesOfTheTriangle()
    {
        for (int offset = -4; offset <= 4; offset++)
        {
            var lower = new List<(long, long)>();
            var upper = new List<(long, long)>();
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 4; j++)
                {
                    if (j <= i + offset) lower.Add((i, j));
                    if (j >= i + offset) upper.Add((i, j));
                }
            }
            CollectionAssert.AreEqual(lower, Places(Tensor.TrilIndices(3, 4, offset)));
            CollectionAssert.AreEqual(upper, Places(Tensor.TriuIndices(3, 4, offset)));
        }

        static List<(long, long)> Places(Tensor indices)
        {
            long[] flat = indices.ToArray<long>();
            int count = indices.Shape[1];
            return [.. Enumerable.Range(0, count).Select(i => (flat[i], flat[count + i]))];
        }
    }

    [TestMethod]
    public void Like_DTypeGiven_IsTaken()
    {
        Tensor model = Tensor.Zeros(2);
        CollectionAssert.AreEqual(new[] { 0L, 0 }, Tensor.ZerosLike(model, DType.Int64).ToArray<long>());
        CollectionAssert.AreEqual(new[] { true, true }, Tensor.OnesLike(model, DType.Bool).ToArray<bool>());
        CollectionAssert.AreEqual(new[] { 1.5, 1.5 }, Tensor.FullLike(model, 1.5, DType.Float64).ToArray<double>());
        Assert.AreEqual(DType.Float32, Tensor.FullLike(model, 2).DType);
    }
}
