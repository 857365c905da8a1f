using CsCheck;

namespace PyDeepTensorNet.Tests.Ops.Indexing;

[TestClass]
public sealed class IndexerTests
{
    /// <summary>x[i, j, k] = 100 i + 10 j + k, of shape [2, 3, 4].</summary>
    private static Tensor Labelled()
    {
        float[,,] values = new float[2, 3, 4];
        foreach (var (i, j, k) in from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 3) from k in Enumerable.Range(0, 4) select (i, j, k)) values[i, j, k] = 100 * i + 10 * j + k;
        return Tensor.From(values);
    }

    private static void AssertIs(Tensor actual, Shape shape, params float[] values)
    {
        Assert.AreEqual(shape, actual.Shape);
        CollectionAssert.AreEqual(values, actual.ToArray<float>());
    }

    [TestMethod]
    public void Get_OfAnyBasicItems_IsWhatNestedLoopsRead() => Gen.Int[0, int.MaxValue].Sample(seed => CheckGet(new Random(seed), advanced: false), iter: 2000);

    [TestMethod]
    public void Get_OfAnyItems_IsWhatNestedLoopsRead() => Gen.Int[0, int.MaxValue].Sample(seed => CheckGet(new Random(seed), advanced: true), iter: 2000);

    [TestMethod]
    public void Set_OfAnyItems_IsWhatNestedLoopsWrite() => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var random = new Random(seed);
        IndexCase test = IndexCase.Draw(random, advanced: true);
        (Shape shape, int[] places) = test.Resolve();
        Tensor x = test.Tensor(random);
        double[] expected = x.ToArray<double>();
        Tensor value = Tensor.Normal(shape, 0, 1, DType.Float64, new Generator((ulong)seed));
        for (int i = 0; i < places.Length; i++) expected[places[i]] = value.ToArray<double>()[i];
        x[test.Items] = value;
        CollectionAssert.AreEqual(expected, x.ToArray<double>(), test.ToString());
    }, iter: 1000);

    [TestMethod]
    public void Gradient_OfAnyItems_AddsUpWhereElementsCameFrom() => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var random = new Random(seed);
        IndexCase test = IndexCase.Draw(random, advanced: true);
        (Shape shape, int[] places) = test.Resolve();
        Tensor x = test.Tensor(random), weight = Tensor.From([.. Enumerable.Range(1, shape.ElementCount).Select(i => (double)i)], shape);
        double[] expected = new double[x.ElementCount];
        for (int i = 0; i < places.Length; i++) expected[places[i]] += i + 1;
        using var tape = new Tape();
        Tensor part = x[test.Items];
        Gradients gradients = tape.Gradient((part * weight).Sum(), [x], createGraph: true);
        CollectionAssert.AreEqual(expected, gradients[x].ToArray<double>(), test.ToString());
        // A sweep that is not recorded adds in place instead.
        CollectionAssert.AreEqual(expected, tape.Gradient((part * weight).Sum(), x).ToArray<double>(), test.ToString());
        // The gradient is linear in the weights: its derivative along ones reads the ones back.
        CollectionAssert.AreEqual(Enumerable.Repeat(1.0, places.Length).ToArray(), tape.Gradient(gradients[x].Sum(), weight).ToArray<double>(), test.ToString());
    }, iter: 1000);

    private static void CheckGet(Random random, bool advanced)
    {
        IndexCase test = IndexCase.Draw(random, advanced);
        (Shape shape, int[] places) = test.Resolve();
        Tensor x = test.Tensor(random);
        double[] values = x.ToArray<double>();
        Tensor part = x[test.Items];
        Assert.AreEqual(shape, part.Shape, test.ToString());
        CollectionAssert.AreEqual(Array.ConvertAll(places, place => values[place]), part.ToArray<double>(), test.ToString());
        if (!advanced) Assert.AreSame(x.Storage, part.Storage);
    }

    [TestMethod]
    public void Get_OfIntegersAndRanges_IsAView()
    {
        Tensor x = Labelled();
        AssertIs(x[1, ^1], [4], 120, 121, 122, 123);
        AssertIs(x[.., 1..3, 0], [2, 2], 10, 20, 110, 120);
        AssertIs(x[TensorIndex.Ellipsis, 0, 1..2], [2, 1], 1, 101);
        AssertIs(x[0, TensorIndex.NewAxis, TensorIndex.Slice(-1), TensorIndex.Slice(step: 3)], [1, 1, 2], 20, 23);
        Assert.AreEqual(123, x[1, 2, 3].Item());
        Assert.AreSame(x.Storage, x[.., 1..3, 0].Storage);
    }

    [TestMethod]
    public void Get_BySeparatedIndexTensors_PutsTheirAxisInFront()
    {
        Tensor x = Labelled();
        AssertIs(x[new[] { 0, 1 }, .., new[] { 3, -4 }], [2, 3], 3, 13, 23, 100, 110, 120);
        AssertIs(x[.., new[] { 0, 2 }, new[] { 3, 0 }], [2, 2], 3, 20, 103, 120);
    }

    [TestMethod]
    public void Get_ByIntegerAndIndexTensor_AppliesTheIntegerFirst() =>
        AssertIs(Labelled()[1, .., new[] { 3, 0 }], [3, 2], 103, 100, 113, 110, 123, 120);

    [TestMethod]
    public void Get_ByMask_ListsTheTrueElements()
    {
        Tensor x = Labelled();
        AssertIs(x[.., new[] { true, false, true }, 0], [2, 2], 0, 20, 100, 120);
        AssertIs(x[0][Tensor.From(new[,] { { false, true, false, false }, { false, false, false, false }, { true, false, false, true } })], [3], 1, 20, 23);
        AssertIs(x[new[] { false, false }], [0, 3, 4]);
    }

    [TestMethod]
    public void Get_ByZeroDimensionalIndexTensor_DropsTheAxis() => AssertIs(Labelled()[Tensor.Full([], 1, DType.Int64), 2], [4], 120, 121, 122, 123);

    [TestMethod]
    public void Set_OfScalarRowAndPart_Broadcasts()
    {
        Tensor x = Tensor.Zeros(2, 3);
        x[0] = 1;
        x[.., 1..] = new float[] { 5, 6 };
        x[^1, ^1] = 7f;
        AssertIs(x, [2, 3], 1, 5, 6, 0, 5, 7);
        x[.., ..2] += 1f;
        AssertIs(x, [2, 3], 2, 6, 6, 1, 6, 7);
    }

    [TestMethod]
    public void Set_FromAnOverlappingPart_ReadsBeforeItWrites()
    {
        Tensor x = new float[] { 1, 2, 3, 4 };
        x[1..] = x[..^1];
        AssertIs(x, [4], 1, 1, 2, 3);
        x[new[] { 0, 1, 2, 3 }] = x.Flip(0);
        AssertIs(x, [4], 3, 2, 1, 1);
        x[new[] { 3, 2, 1, 0 }] = x;
        AssertIs(x, [4], 1, 1, 2, 3);
    }

    [TestMethod]
    public void Set_ThroughATransposedView_WritesTheMatrix()
    {
        Tensor x = Tensor.Zeros(2, 3);
        x.T[new[] { 0, 2 }] = new float[] { 1, 2 };
        AssertIs(x, [2, 3], 1, 0, 1, 2, 0, 2);
    }

    [TestMethod]
    public void Set_ByMaskOfIntegers_KeepsTheDType()
    {
        Tensor x = new long[] { 5, -6, 7, -8 };
        x[x < 0] = 0;
        CollectionAssert.AreEqual(new long[] { 5, 0, 7, 0 }, x.ToArray<long>());
    }

    [TestMethod]
    public void Set_OfASavedValue_IsNoticedByTheSweep()
    {
        Tensor x = new[] { 1f, 2f };
        using var tape = new Tape();
        Tensor y = x.Square().Sum();
        x[0] = 5;
        Assert.ThrowsExactly<TapeException>(() => tape.Gradient(y, x));
    }

    [TestMethod]
    public void Set_OfARecordedResult_Throws()
    {
        Tensor x = new[] { 1f, 2f };
        using var tape = new Tape();
        Tensor y = x * 2f;
        Assert.ThrowsExactly<TapeException>(() => y[0] = 1);
    }

    [TestMethod]
    public void Set_ToAValueThatTheTapeWouldDifferentiate_Throws()
    {
        Tensor x = new[] { 1f, 2f }, buffer = Tensor.Zeros(2);
        using var tape = new Tape();
        Tensor y = x * 2f;
        var e = Assert.ThrowsExactly<TapeException>(() => buffer[0] = y[1]);
        Assert.AreEqual("Index: the value float32[] would be differentiated by the open tape, but writes in place are not recorded, so no gradient would reach it; build the result with Stack, Cat or Where, or write value.Detach()", e.Message);
        buffer[0] = y[1].Detach();
        AssertIs(buffer, [2], 4, 0);
    }

    [TestMethod]
    public void Set_ThatThrows_ChangesNothing()
    {
        Tensor x = new[] { 1f, 2f };
        int version = x.Storage.Version;
        Assert.ThrowsExactly<ShapeException>(() => x[..] = new float[] { 1, 2, 3 });
        Assert.ThrowsExactly<DTypeException>(() => x[0] = new double[] { 1 });
        Assert.ThrowsExactly<TensorIndexException>(() => x[new[] { 0, 2 }] = 9);
        Assert.AreEqual(version, x.Storage.Version);
        AssertIs(x, [2], 1, 2);
    }

    [TestMethod]
    [DataRow(2, "Index: index 2 is out of range for axis 0 of float32[2, 3, 4], size 2; valid are -2 to 1")]
    [DataRow(-3, "Index: index ^3 is out of range for axis 0 of float32[2, 3, 4], size 2; valid are -2 to 1")]
    [DataRow(int.MinValue, "Index: index ^2147483647 is out of range for axis 0 of float32[2, 3, 4], size 2; valid are -2 to 1")]
    public void Get_OfPlaceOutOfRange_Throws(int place, string message)
    {
        Tensor x = Labelled();
        Assert.AreEqual(message, Assert.ThrowsExactly<TensorIndexException>(() => x[place]).Message);
    }

    [TestMethod]
    public void Get_OfWrongItems_SaysWhy()
    {
        Tensor x = Labelled();
        Throws<TensorIndexException>("Index: index ^0 is out of range for axis 0 of float32[2, 3, 4], size 2; valid are -2 to 1", () => x[^0]);
        Throws<TensorIndexException>("Index: index 0 is out of range: axis 0 of float32[0, 3, 4] has no elements", () => x[0..0][0]);
        Throws<TensorIndexException>("Index: range 2..5 does not lie within axis 1 of float32[2, 3, 4], size 3; TensorIndex.Slice cuts bounds to the axis", () => x[.., 2..5]);
        Throws<TensorIndexException>("Index: range 2..1 does not lie within axis 1 of float32[2, 3, 4], size 3; TensorIndex.Slice cuts bounds to the axis", () => x[.., 2..1]);
        Throws<TensorIndexException>("Index: [0, 0..^0, 1..2] covers 3 axes, float32[3, 4] has 2; leave items out, or use NewAxis for a new axis", () => x[0][0, .., 1..2]);
        Throws<TensorIndexException>("Index: [Ellipsis, 1, Ellipsis] has 2 ellipses; one at most can stand for the remaining axes", () => x[TensorIndex.Ellipsis, 1, TensorIndex.Ellipsis]);
        Throws<TensorIndexException>("Index: index 3 is out of range for axis 1 of float32[2, 3, 4], size 3; valid are -3 to 2", () => x[.., new[] { 0, 3 }]);
        Throws<ShapeException>("Index: [2] and [3] do not broadcast: sizes 2 and 3 of axis -1 differ and neither is 1; Reshape or Unsqueeze one of them", () => x[new[] { 0, 1 }, new[] { 0, 1, 2 }]);
        Throws<ShapeException>("Index: the mask [4] does not fit float32[2, 3, 4] from axis 1 on: sizes 4 and 3 of axis 1 differ; a mask has the sizes of the axes that it covers", () => x[0..2, new bool[4]]);
        Throws<ShapeException>("Index: a 0-d mask covers no axis; choose with a C# if, or with Where", () => x[(Tensor)true]);
        Throws<DTypeException>("Index: the index float32[1] must be int64 or int32; cast it with To(DType.Int64)", () => x[(Tensor)new[] { 1f }]);
        Throws<ShapeException>("TensorIndex.Slice: step 0 is not positive; slice forwards and reverse with Flip", () => x[TensorIndex.Slice(step: 0)]);
    }

    [TestMethod]
    public void Set_OfAValueThatDoesNotFit_SaysWhy()
    {
        Tensor x = Labelled(), places = new[] { 1, 2 };
        Throws<ShapeException>("Index: a value of shape [2] does not broadcast to [3, 4], the part of float32[2, 3, 4] to write; Reshape it, or index another part", () => x[0] = new[] { 1f, 2f });
        Throws<DTypeException>("Index: float64[1] does not go into float32[2, 3, 4] without loss, and nothing is narrowed silently; cast it with To(DType.Float32)", () => x[0] = new[] { 1.0 });
        Throws<DTypeException>("Index: float64[] does not go into int32[2] without loss, and nothing is narrowed silently; cast it with To(DType.Int32)", () => places[0] = 1.5);
    }

    /// <summary>A random tensor and index, and what the index means, worked out element by element.</summary>
    private sealed class IndexCase
    {
        private readonly List<(TensorIndex Item, Meaning Meaning)> _items = [];
        private int[] _dims = [];

        /// <summary>Before which item the axes without one stand, and how many they are.</summary>
        private (int At, int Count) _rest;

        /// <summary>What an item says of the axes that it covers.</summary>
        private abstract record Meaning(int Axes);

        private sealed record At(int Place) : Meaning(1);

        private sealed record Line(int[] Places) : Meaning(1);

        private sealed record New() : Meaning(0);

        private sealed record Rest() : Meaning(0);

        private sealed record List(int[] Places, int[] Dims) : Meaning(1);

        private sealed record Mask(bool[] Truths, int[] Dims) : Meaning(Dims.Length);

        public TensorIndex[] Items => [.. _items.Select(item => item.Item)];

        public override string ToString() => $"{Shape.Format(_dims)}[{string.Join(", ", Items)}]";

        public static IndexCase Draw(Random random, bool advanced)
        {
            var test = new IndexCase { _dims = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(8) == 0 ? 0 : random.Next(1, 5))] };
            int rank = test._dims.Length, axis = 0, skip = random.Next(4) == 0 ? random.Next(rank + 1) : -1;
            int[] common = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(1, 4))];
            bool masked = false, listed = false;
            while (true)
            {
                if (random.Next(6) == 0) test._items.Add((TensorIndex.NewAxis, new New()));
                if (axis == skip)
                {
                    // The ellipsis stands for the axes up to a random one.
                    int until = random.Next(axis, rank + 1);
                    test._items.Add((TensorIndex.Ellipsis, new Rest()));
                    if (until < rank || random.Next(2) == 0)
                    {
                        skip = -1;
                        axis = until;
                        continue;
                    }
                    break;
                }
                // Without an ellipsis the last axes may go without an item.
                if (axis == rank || (!test._items.Exists(item => item.Meaning is Rest) && skip < 0 && random.Next(8) == 0)) break;
                int size = test._dims[axis];
                int kind = random.Next(advanced ? 7 : 4);
                if (kind == 0 && size > 0)
                {
                    int place = random.Next(size);
                    test._items.Add((random.Next(3) switch { 0 => (TensorIndex)place, 1 => (TensorIndex)(place - size), _ => new Index(size - place, true) }, new At(place)));
                }
                else if (kind == 1)
                {
                    int start = random.Next(size + 1), end = random.Next(start, size + 1);
                    test._items.Add((new Range(random.Next(2) == 0 ? start : new Index(size - start, true), end), new Line([.. Enumerable.Range(start, end - start)])));
                }
                else if (kind == 2)
                {
                    int? start = random.Next(3) == 0 ? null : random.Next(-size - 2, size + 3), end = random.Next(3) == 0 ? null : random.Next(-size - 2, size + 3);
                    int step = random.Next(1, 4);
                    test._items.Add((TensorIndex.Slice(start, end, step), new Line(PythonSlice(size, start, end, step))));
                }
                else if (kind is 4 or 5 && size > 0 && !masked)
                {
                    // Lists broadcast: each has the common sizes, or 1 in their place.
                    int[] dims = [.. common.Skip(random.Next(common.Length + 1)).Select(d => random.Next(4) == 0 ? 1 : d)];
                    int[] places = [.. Enumerable.Range(0, dims.Aggregate(1, (a, b) => a * b)).Select(_ => random.Next(-size, size))];
                    Tensor tensor = PyDeepTensorNet.Tensor.From(places, dims);
                    test._items.Add((random.Next(2) == 0 ? tensor : tensor.To(DType.Int64), new List([.. places.Select(p => p < 0 ? p + size : p)], dims)));
                    listed = true;
                }
                else if (kind == 6 && !masked && !listed)
                {
                    int[] dims = test._dims[axis..(axis + random.Next(1, (skip >= 0 ? skip : rank) - axis + 1))];
                    bool[] truths = [.. Enumerable.Range(0, dims.Aggregate(1, (a, b) => a * b)).Select(_ => random.Next(2) == 0)];
                    test._items.Add((PyDeepTensorNet.Tensor.From(truths, dims), new Mask(truths, dims)));
                    masked = true;
                }
                else
                {
                    test._items.Add((TensorIndex.All, new Line([.. Enumerable.Range(0, size)])));
                }
                axis += test._items[^1].Meaning.Axes;
            }
            int ellipsis = test._items.FindIndex(item => item.Meaning is Rest);
            test._rest = (ellipsis < 0 ? test._items.Count : ellipsis, rank - test._items.Sum(item => item.Meaning.Axes));
            return test;
        }

        /// <summary>Distinct values, under a random layout.</summary>
        public Tensor Tensor(Random random)
        {
            int[] order = [.. Enumerable.Range(0, _dims.Length)];
            random.Shuffle(order);
            int[] inverse = new int[order.Length];
            for (int i = 0; i < order.Length; i++) inverse[order[i]] = i;
            Shape laid = new(Array.ConvertAll(order, axis => _dims[axis]));
            return PyDeepTensorNet.Tensor.From([.. Enumerable.Range(0, laid.ElementCount).Select(i => i + 0.5)], laid).Permute(inverse);
        }

        /// <summary>The shape of the part, and for each of its elements the row-major number of the element of the tensor that it is.</summary>
        public (Shape Shape, int[] Places) Resolve()
        {
            // One entry for each axis of the result, or index list; the axes that it reads, and the places on them.
            var entries = new List<Meaning>();
            var axes = new List<int>();
            int[] fixedPlaces = new int[_dims.Length];
            int axis = 0;
            for (int i = 0; i <= _items.Count; i++)
            {
                if (i == _rest.At)
                {
                    for (int r = 0; r < _rest.Count; r++) Enter(new Line([.. Enumerable.Range(0, _dims[axis])]), axis++);
                }
                if (i == _items.Count) break;
                switch (_items[i].Meaning)
                {
                    case At at: fixedPlaces[axis++] = at.Place; break;
                    case Mask mask:
                        int[] found = [.. Enumerable.Range(0, mask.Truths.Length).Where(t => mask.Truths[t])];
                        for (int m = 0; m < mask.Dims.Length; m++)
                        {
                            int after = mask.Dims.Skip(m + 1).Aggregate(1, (a, b) => a * b), size = mask.Dims[m];
                            Enter(new List([.. found.Select(f => f / after % size)], [found.Length]), axis++);
                        }
                        break;
                    case Rest: break;
                    case New n: Enter(n, -1); break;
                    default: Enter(_items[i].Meaning, axis++); break;
                }
            }
            Shape common = [];
            foreach (List list in entries.OfType<List>()) common = Shape.Broadcast("test", common, [.. list.Dims]);
            int first = entries.FindIndex(e => e is List), last = entries.FindLastIndex(e => e is List);
            bool neighbours = entries.Skip(first).Take(last - first + 1).All(e => e is List);

            // The result's axes in order: -1 stands for the whole of the common shape.
            List<int> result = [.. Enumerable.Range(0, entries.Count).Where(e => entries[e] is not List)];
            if (first >= 0) result.Insert(neighbours ? first : 0, -1);
            int[] dims = [.. result.SelectMany(e => e < 0 ? common.ToArray() : [entries[e] is Line line ? line.Places.Length : 1])];
            var shape = new Shape(dims);
            int[] places = new int[shape.ElementCount];
            for (int element = 0; element < places.Length; element++)
            {
                int[] at = (int[])fixedPlaces.Clone(), coordinates = Coordinates(element, dims);
                int next = 0;
                foreach (int e in result)
                {
                    if (e >= 0)
                    {
                        if (entries[e] is Line line) at[axes[e]] = line.Places[coordinates[next]];
                        next++;
                        continue;
                    }
                    int[] index = coordinates[next..(next += common.Rank)];
                    for (int l = 0; l < entries.Count; l++)
                    {
                        if (entries[l] is not List list) continue;
                        int number = 0;
                        for (int d = 0; d < list.Dims.Length; d++) number = number * list.Dims[d] + (list.Dims[d] == 1 ? 0 : index[common.Rank - list.Dims.Length + d]);
                        at[axes[l]] = list.Places[number];
                    }
                }
                for (int d = 0; d < at.Length; d++) places[element] = places[element] * _dims[d] + at[d];
            }
            return (shape, places);

            void Enter(Meaning meaning, int on)
            {
                entries.Add(meaning);
                axes.Add(on);
            }
        }

        private static int[] Coordinates(int number, int[] dims)
        {
            int[] at = new int[dims.Length];
            for (int i = dims.Length - 1; i >= 0; number /= dims[i--]) at[i] = number % dims[i];
            return at;
        }

        private static int[] PythonSlice(int size, int? start, int? end, int step)
        {
            var places = new List<int>();
            for (int i = 0; i < size; i++)
            {
                int from = start is { } s ? (s < 0 ? s + size : s) : 0, to = end is { } e ? (e < 0 ? e + size : e) : size;
                from = Math.Max(from, 0);
                if (i >= from && i < to && (i - from) % step == 0) places.Add(i);
            }
            return [.. places];
        }
    }
}
