using CsCheck;

namespace PyDeepTensorNet.Tests.Ops.Indexing;

/// <summary>Gather, Scatter and ScatterAdd against loops over coordinates, for any shapes, layouts and indices.</summary>
[TestClass]
public sealed class GatherTests
{
    /// <summary>A tensor, an axis, an index that fits, and a source of the index's shape.</summary>
    private sealed record Case(Tensor X, int Axis, Tensor Index, Tensor Source);

    private static readonly Gen<Case> s_cases =
        from dims in Gen.Int[1, 4].Array[1, 3]
        from axis in Gen.Int[0, dims.Length - 1]
        from seed in Gen.Int
        from transposed in Gen.Bool
        select Make(dims, axis, new Random(seed), transposed);

    private static Case Make(int[] dims, int axis, Random random, bool transposed)
    {
        int[] box = [.. dims.Select((n, i) => i == axis ? random.Next(0, 6) : random.Next(0, n + 1))];
        Shape shape = box;
        Tensor index = random.Next(2) == 0
            ? Tensor.From(Enumerable.Range(0, shape.ElementCount).Select(_ => (long)random.Next(dims[axis])).ToArray(), shape)
            : Tensor.From(Enumerable.Range(0, shape.ElementCount).Select(_ => random.Next(dims[axis])).ToArray(), shape);
        return new(Floats(dims, random, transposed), axis, index, Floats(box, random, transposed));
    }

    /// <summary>Values of a shape, in row-major order or with its axes reversed in memory.</summary>
    private static Tensor Floats(int[] dims, Random random, bool transposed)
    {
        int[] stored = transposed ? [.. dims.Reverse()] : dims;
        Tensor x = Tensor.From(Enumerable.Range(0, ((Shape)dims).ElementCount).Select(_ => random.NextDouble()).ToArray(), stored);
        return transposed ? x.Permute([.. Enumerable.Range(0, dims.Length).Reverse()]) : x;
    }

    /// <summary>For each element of the index, in order: its flat position in the tensor.</summary>
    private static int[] Targets(Case c)
    {
        long[] index = c.Index.To(DType.Int64).ToArray<long>();
        int[] targets = new int[index.Length];
        for (int i = 0; i < index.Length; i++)
        {
            int rest = i, flat = 0, stride = 1;
            for (int axis = c.X.Rank - 1; axis >= 0; axis--)
            {
                (rest, int at) = Math.DivRem(rest, c.Index.Shape[axis]);
                flat += (axis == c.Axis ? (int)index[i] : at) * stride;
                stride *= c.X.Shape[axis];
            }
            targets[i] = flat;
        }
        return targets;
    }

    [TestMethod]
    public void Gather_AnyCase_ReadsAndGradientAddsUp() => s_cases.Sample(c =>
    {
        using var tape = new Tape();
        Tensor y = c.X.Gather(c.Axis, c.Index);
        double[] x = c.X.ToArray<double>(), expected = new double[x.Length], seed = c.Source.ToArray<double>();
        int[] targets = Targets(c);
        CollectionAssert.AreEqual(targets.Select(t => x[t]).ToArray(), y.ToArray<double>());

        Tensor dx = tape.Gradient(y, c.X, c.Source, createGraph: true);
        for (int i = 0; i < targets.Length; i++) expected[targets[i]] += seed[i];
        CollectionAssert.AreEqual(expected, dx.ToArray<double>());

        // The gradient is linear in the cotangent, and its transpose is Gather again.
        CollectionAssert.AreEqual(y.ToArray<double>(), tape.Gradient(dx, c.Source, c.X).ToArray<double>());
    });

    [TestMethod]
    public void ScatterAdd_AnyCase_AddsInPlaceAndGradientReads() => s_cases.Sample(c =>
    {
        using var tape = new Tape();
        Tensor y = c.X.ScatterAdd(c.Axis, c.Index, c.Source);
        double[] expected = c.X.ToArray<double>(), source = c.Source.ToArray<double>();
        int[] targets = Targets(c);
        for (int i = 0; i < targets.Length; i++) expected[targets[i]] += source[i];
        double[] actual = y.ToArray<double>();
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-14);

        Gradients gradients = tape.Gradient(y, [c.X, c.Source], c.X);
        double[] dy = c.X.ToArray<double>();
        CollectionAssert.AreEqual(dy, gradients[c.X].ToArray<double>());
        CollectionAssert.AreEqual(targets.Select(t => dy[t]).ToArray(), gradients[c.Source].ToArray<double>());
    });

    [TestMethod]
    public void Scatter_AnyCase_LastWriterStaysAndAloneLearns() => s_cases.Sample(c =>
    {
        using var tape = new Tape();
        Tensor y = c.X.Scatter(c.Axis, c.Index, c.Source);
        double[] x = c.X.ToArray<double>(), source = c.Source.ToArray<double>(), expected = (double[])x.Clone();
        int[] targets = Targets(c), writer = new int[x.Length];
        Array.Fill(writer, -1);
        for (int i = 0; i < targets.Length; i++) (expected[targets[i]], writer[targets[i]]) = (source[i], i);
        CollectionAssert.AreEqual(expected, y.ToArray<double>());

        Tensor seed = (c.X + 1.0).Detach();
        Gradients gradients = tape.Gradient(y, [c.X, c.Source], seed, createGraph: true);
        double[] dy = seed.ToArray<double>(), dx = new double[x.Length], ds = new double[source.Length];
        for (int i = 0; i < dx.Length; i++)
        {
            if (writer[i] < 0) dx[i] = dy[i];
            else ds[writer[i]] = dy[i];
        }
        CollectionAssert.AreEqual(dx, gradients[c.X].ToArray<double>());
        CollectionAssert.AreEqual(ds, gradients[c.Source].ToArray<double>());

        // Transposed once more it is the scatter itself.
        Tensor product = (gradients[c.X] * c.X).Sum() + (gradients[c.Source] * c.Source).Sum();
        CollectionAssert.AreEqual(expected, tape.Gradient(product, seed).ToArray<double>());
    });

    [TestMethod]
    public void Scatter_Value_FillsThePlaces()
    {
        Tensor x = Tensor.Zeros(2, 3);
        CollectionAssert.AreEqual(new float[] { 0, 0, 7, 7, 0, 0 }, x.Scatter(1, new[,] { { 2 }, { 0 } }, 7).ToArray<float>());
    }

    [TestMethod]
    public void Scatter_SourceLargerThanIndex_UsesItsCorner()
    {
        Tensor x = Tensor.Zeros(3), source = new[] { 1f, 2, 3 };
        using var tape = new Tape();
        Tensor y = x.Scatter(0, new[] { 2, 0 }, source);
        CollectionAssert.AreEqual(new float[] { 2, 0, 1 }, y.ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 1, 1, 0 }, tape.Gradient(y.Sum(), source).ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 2, 0, 1 }, x.ScatterAdd(0, new[] { 2, 0 }, source).ToArray<float>());
    }

    [TestMethod]
    public void Gather_EveryDType_IsRead()
    {
        Tensor x = new[] { 0, 5, 0, 7 }, index = new[] { 3, 1, 2 };
        foreach (DType dtype in Enum.GetValues<DType>())
        {
            Tensor y = x.To(dtype).Gather(0, index);
            Assert.AreEqual(dtype, y.DType);
            CollectionAssert.AreEqual(dtype == DType.Bool ? new[] { 1.0, 1, 0 } : [7, 5, 0], y.To(DType.Float64).ToArray<double>());
        }
    }

    [TestMethod]
    public void Gather_ZeroAxes_CountAsOneAxisOfOne()
    {
        Tensor x = 3.5;
        Assert.AreEqual(3.5, x.Gather(0, Tensor.Zeros([], DType.Int64)).Item());
        CollectionAssert.AreEqual(new[] { 3.5, 3.5 }, Tensor.From(new[] { 3.5 }).Gather(-1, new[] { 0, 0 }).ToArray<double>());
    }

    [TestMethod]
    public void TakeAlongDim_Broadcasts_AndFlattens()
    {
        Tensor x = new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } };
        CollectionAssert.AreEqual(new[] { 3.0, 1, 6, 4 }, x.TakeAlongDim(new[,] { { 2, 0 } }, 1).ToArray<double>());
        CollectionAssert.AreEqual(new[] { 6.0, 1 }, x.TakeAlongDim(new[,] { { 5 }, { 0 } }).ToArray<double>());
    }

    [TestMethod]
    public void WritingToTheIndexLater_ChangesNoGradient()
    {
        Tensor x = new[] { 1.0, 2, 3 }, index = new[] { 2, 2 };
        using var tape = new Tape();
        Tensor y = x.Gather(0, index).Sum();
        index.Fill_(0);
        CollectionAssert.AreEqual(new[] { 0.0, 0, 2 }, tape.Gradient(y, x).ToArray<double>());
    }

    [TestMethod]
    public void BadArguments_Throw_WhereAndWhat()
    {
        Tensor x = Tensor.Zeros(3, 5);
        Check<TensorIndexException>("Gather: index 7 at [0, 2] of the index tensor is out of range for axis 1 of [3, 5]: indices run from 0 to 4", () => x.Gather(1, new[,] { { 0, 1, 7 } }));
        Check<TensorIndexException>("Gather: index -1 at [1, 0] of the index tensor is out of range for axis 0 of [3, 5]: indices run from 0 to 2", () => x.Gather(-2, new[,] { { 0 }, { -1 } }));
        Check<TensorIndexException>("Scatter: index 3 at [0, 0] of the index tensor is out of range for axis 0 of [3, 5]: indices run from 0 to 2", () => x.Scatter(0, new[,] { { 3 } }, 1));
        Check<TensorIndexException>("Gather: index 0 at [0] of the index tensor is out of range for axis 0 of [0]: there are none", () => Tensor.Zeros(0).Gather(0, new[] { 0 }));
        Check<ShapeException>("Gather: [3, 5] by index [2]: 2 and 1 axes; index and tensor must have as many, Unsqueeze and Expand the index", () => x.Gather(0, new[] { 0, 1 }));
        Check<ShapeException>("Gather: [3, 5] by index [4, 1]: size 4 of axis 0 exceeds 3; the index may be larger only along axis 1", () => x.Gather(1, Tensor.Zeros([4, 1], DType.Int64)));
        Check<ShapeException>("Gather: axis 2 does not exist in [3, 5]; it must be from -2 to 1", () => x.Gather(2, Tensor.Zeros([1, 1], DType.Int64)));
        Check<DTypeException>("Gather: the index float32[1, 1] must be int64 or int32; cast it with To(DType.Int64)", () => x.Gather(0, Tensor.Zeros(1, 1)));
        Check<DTypeException>("Gather: the index bool[1, 1] must be int64 or int32; turn a mask into indices with Nonzero()", () => x.Gather(0, Tensor.Zeros([1, 1], DType.Bool)));
        Check<ShapeException>("ScatterAdd: index [2, 2] exceeds source [2, 1]: sizes 2 and 1 of axis 1; each index needs its source", () => x.ScatterAdd(0, Tensor.Zeros([2, 2], DType.Int64), Tensor.Zeros(2, 1)));
        Check<DTypeException>("ScatterAdd: float64[1, 1] does not go into float32[3, 5] without loss, and nothing is narrowed silently; cast it with To(DType.Float32)", () => x.ScatterAdd(0, Tensor.Zeros([1, 1], DType.Int64), Tensor.Zeros([1, 1], DType.Float64)));
        Check<DTypeException>("ScatterAdd: bool[1] holds truth values, which do not add up; cast it with To(DType.Int64)", () => Tensor.From(new[] { true }).ScatterAdd(0, new[] { 0 }, new[] { true }));

        static void Check<TException>(string message, Action call) where TException : Exception => Assert.AreEqual(message, Assert.ThrowsExactly<TException>(call).Message);
    }
}
