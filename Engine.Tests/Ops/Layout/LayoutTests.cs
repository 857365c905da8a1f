using CsCheck;

namespace PyDeepTensorNet.Tests.Ops.Layout;

[TestClass]
public sealed class LayoutTests
{
    private static Tensor Count(params int[] dims)
    {
        var shape = new Shape(dims);
        return Tensor.From([.. Enumerable.Range(0, shape.ElementCount).Select(i => (double)i)], shape);
    }

    /// <summary>The op against y[i, j] = source(i, j), null meaning the fill, on matrices of every layout and dtype; and its gradient against the transpose of that map.</summary>
    private static void CheckMatrixOp(Func<Tensor, Tensor> op, Func<int, int, (int Rows, int Columns)> shape, Func<int, int, int, int, (int, int)?> source, double fill = 0) =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Bool, Gen.Int[0, 3]).Sample((rows, columns, transposed, dtype) =>
        {
            Tensor x = (transposed ? Count(columns, rows).T : Count(rows, columns)).To((DType)dtype);
            double[] values = x.To(DType.Float64).ToArray<double>(), gradient = new double[rows * columns];
            (int resultRows, int resultColumns) = shape(rows, columns);
            double[] expected = new double[resultRows * resultColumns];
            for (int i = 0; i < expected.Length; i++)
            {
                (int, int)? from = source(i / resultColumns, i % resultColumns, rows, columns);
                expected[i] = fill;
                if (from is not var (row, column)) continue;
                expected[i] = values[row * columns + column];
                gradient[row * columns + column] += i + 1;
            }
            using var tape = new Tape();
            Tensor y = op(x);
            Assert.AreEqual(x.DType, y.DType);
            AssertIs(y.To(DType.Float64), [resultRows, resultColumns], expected);
            if (!x.DType.IsFloating()) return;
            Tensor weight = (Count(resultRows, resultColumns) + 1.0).To(x.DType);
            Gradients gradients = tape.Gradient((y * weight).Sum(), [x], createGraph: true);
            AssertIs(gradients[x].To(DType.Float64), [rows, columns], gradient);
            // Linear in the weights, so that differentiating again along ones counts what was taken, 1 or 0 each.
            double[] taken = [.. Enumerable.Range(0, expected.Length).Select(i => source(i / resultColumns, i % resultColumns, rows, columns) is null ? 0.0 : 1.0)];
            AssertIs(tape.Gradient(gradients[x].Sum(), weight).To(DType.Float64), [resultRows, resultColumns], taken);
        }, iter: 300);

    [TestMethod]
    public void Flip_OfBothAxes_ReversesThem() => CheckMatrixOp(x => x.Flip(0, -1), (r, c) => (r, c), (i, j, r, c) => (r - 1 - i, c - 1 - j));

    [TestMethod]
    public void Roll_AlongAnAxis_ComesInAtTheOtherEnd() => CheckMatrixOp(x => x.Roll(-7, 1), (r, c) => (r, c), (i, j, r, c) => (i, (j + 7) % c));

    [TestMethod]
    public void Roll_AlongBothAxes_MovesEach() => CheckMatrixOp(x => x.Roll([2, -1], [0, 1]), (r, c) => (r, c), (i, j, r, c) => (((i - 2) % r + r) % r, (j + 1) % c));

    [TestMethod]
    public void Roll_WithoutAxis_MovesThroughAllRows() => CheckMatrixOp(x => x.Roll(2), (r, c) => (r, c), (i, j, r, c) => Math.DivRem(((i * c + j - 2) % (r * c) + r * c) % (r * c), c));

    [TestMethod]
    public void Tril_KeepsTheElementsOnAndBelowADiagonal() => CheckMatrixOp(x => x.Tril(1), (r, c) => (r, c), (i, j, r, c) => j - i <= 1 ? (i, j) : null);

    [TestMethod]
    public void Triu_KeepsTheElementsOnAndAboveADiagonal() => CheckMatrixOp(x => x.Triu(-2), (r, c) => (r, c), (i, j, r, c) => j - i >= -2 ? (i, j) : null);

    [TestMethod]
    public void Pad_PutsTheValueAround() => CheckMatrixOp(x => x.Pad([1, 2, 0, 3], 7), (r, c) => (r + 3, c + 3), (i, j, r, c) => i < r && j >= 1 && j < c + 1 ? (i, j - 1) : null, fill: 7);

    [TestMethod]
    public void Tile_RepeatsTheMatrix() => CheckMatrixOp(x => x.Tile(2, 3), (r, c) => (2 * r, 3 * c), (i, j, r, c) => (i % r, j % c));

    [TestMethod]
    public void RepeatInterleave_RepeatsEachRow() => CheckMatrixOp(x => x.RepeatInterleave(3, 0), (r, c) => (3 * r, c), (i, j, r, c) => (i / 3, j));

    [TestMethod]
    public void Cat_OfAMatrixAndItsReverse_PutsThemSideBySide() => CheckMatrixOp(x => Tensor.Cat([x, x.Flip(1)], 1), (r, c) => (r, 2 * c), (i, j, r, c) => (i, j < c ? j : 2 * c - 1 - j));

    [TestMethod]
    public void Stack_OfAMatrixTwice_RepeatsItAlongANewAxis() => CheckMatrixOp(x => Tensor.Stack([x, x], 1).Reshape(2 * x.Shape[0], x.Shape[1]), (r, c) => (2 * r, c), (i, j, r, c) => (i / 2, j));

    [TestMethod]
    public void Pad_ByNegativeNumbers_CutsOff()
    {
        AssertIs(Count(5).Pad([-1, -2]), [2], 1, 2);
        AssertIs(Count(5).Pad([-4, 1], 9), [2], 4, 9);
        AssertIs(Count(2).Pad([-2, 1], 9), [1], 9);
        Throws<ShapeException>("Pad: [-2, -1] cuts off more than the 2 elements that [2] has along axis 0; cut off less", () => Count(2).Pad([-2, -1]));
        Throws<ShapeException>("Pad: [1, 1, 1] for [2]: give a pair (before, after) for each of the last axes, at most 1, the last axis first", () => Count(2).Pad([1, 1, 1]));
        Throws<DTypeException>("Pad: int64[2] does not hold 0.5; pad with a value of its dtype, or cast with To(DType.Float32)", () => ((Tensor)new long[] { 1, 2 }).Pad([1, 1], 0.5));
    }

    [TestMethod]
    public void Tril_OfNaN_IsZeroAboveTheDiagonal()
    {
        Tensor x = Tensor.Full([2, 2], double.NaN, DType.Float64);
        AssertIs(x.Tril(), [2, 2], double.NaN, 0, double.NaN, double.NaN);
        using var tape = new Tape();
        AssertIs(tape.Gradient((x.Triu() * x.Triu()).Sum(), x), [2, 2], double.NaN, double.NaN, 0, double.NaN);
    }

    [TestMethod]
    public void Tril_OfABatch_CutsEachMatrix() => AssertIs(Count(2, 2, 2).Tril(-1), [2, 2, 2], 0, 0, 2, 0, 0, 0, 6, 0);

    [TestMethod]
    public void Cat_AlongAnAxis_JoinsWhatMayDiffer()
    {
        AssertIs(Tensor.Cat([Count(1, 2), Count(2, 2) * 10.0]), [3, 2], 0, 1, 0, 10, 20, 30);
        AssertIs(Tensor.Cat([Tensor.Zeros([0], DType.Float64), Count(1, 2)], -1), [1, 2], 0, 1);
        AssertIs(Tensor.Cat([Tensor.Zeros([0], DType.Float64)]), [0]);
        AssertIs(Tensor.Cat([Count(0, 2), Count(1, 2)]), [1, 2], 0, 1);
        Throws<ShapeException>("Cat: the list is empty; give at least one tensor", () => Tensor.Cat([]));
        Throws<ShapeException>("Cat: tensor 1 is 0-d and has no axis to join along; use Stack, which makes a new one", () => Tensor.Cat([Count(1), Count()]));
        Throws<ShapeException>("Cat: [2, 3] and [2] (tensor 1) differ in their number of axes; Unsqueeze one of them, or use Stack", () => Tensor.Cat([Count(2, 3), Count(2)]));
        Throws<ShapeException>("Cat: [2, 3] and [2, 4] (tensor 1) along axis 0: sizes 3 and 4 of axis 1 differ; only the joined axis may", () => Tensor.Cat([Count(2, 3), Count(2, 4)]));
        Throws<DTypeException>("Cat: float64[2] and float32[2] (tensor 1) differ in dtype; cast with To(DType.Float64)", () => Tensor.Cat([Count(2), Tensor.Zeros(2)]));
    }

    [TestMethod]
    public void Stack_OfScalars_IsAVectorThatSendsEachItsGradient()
    {
        Tensor[] scalars = [.. Enumerable.Range(0, 5).Select(i => Tensor.Full([], i, DType.Float64))];
        using var tape = new Tape();
        Tensor y = Tensor.Stack(scalars);
        AssertIs(y, [5], 0, 1, 2, 3, 4);
        Gradients gradients = tape.Gradient((y * y).Sum(), scalars);
        for (int i = 0; i < 5; i++) Assert.AreEqual(2.0 * i, gradients[scalars[i]].Item());
        AssertIs(Tensor.Stack([Count(2), Count(2)], -1), [2, 2], 0, 0, 1, 1);
        Throws<ShapeException>("Stack: [2] and [3] (tensor 1) differ; only tensors of one shape stack, others join along an axis with Cat", () => Tensor.Stack([Count(2), Count(3)]));
        Throws<ShapeException>("Stack: [2] has no place 2 for a new axis; it must be from -2 to 1", () => Tensor.Stack([Count(2)], 2));
    }

    [TestMethod]
    public void HStackAndVStack_OfVectors_JoinAndPile()
    {
        AssertIs(Tensor.HStack([Count(2), Count(1)]), [3], 0, 1, 0);
        AssertIs(Tensor.VStack([Count(2), Count(2)]), [2, 2], 0, 1, 0, 1);
        Throws<ShapeException>("HStack: the list is empty; give at least one tensor", () => Tensor.HStack([]));
    }

    [TestMethod]
    public void Repeat_WithFewerCountsThanAxes_Throws()
    {
        AssertIs(Count(2).Repeat(2, 1), [2, 2], 0, 1, 0, 1);
        AssertIs(Count().Repeat(3), [3], 0, 0, 0);
        AssertIs(Count(2).Repeat(0), [0]);
        AssertIs(Count(1, 2).Tile(2), [1, 4], 0, 1, 0, 1);
        Throws<ShapeException>("Repeat: [2] has 1 counts, [1, 2] has 2 axes; give a count for each axis, or use Tile", () => Count(1, 2).Repeat(2));
        Throws<ShapeException>("Repeat: count -1 in [-1] is negative; repeat 0 or more times", () => Count(2).Repeat(-1));
    }

    [TestMethod]
    public void Flip_OfAnAxisTwice_Throws() =>
        Throws<ShapeException>("Flip: [0, -2] names axis 0 of [2, 3] twice; name each axis once", () => Count(2, 3).Flip(0, -2));

    [TestMethod]
    public void Roll_WithUnequalLists_Throws() =>
        Throws<ShapeException>("Roll: 2 shifts [1, 2] for 1 axes [0]; give one shift for each axis", () => Count(2, 3).Roll([1, 2], [0]));
}
