using static PyDeepTensorNet.Tests.Catalog.OpSample;

namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>
/// Calls of the ops that are not elementwise. An op of that kind has settings or shapes that the catalog cannot guess, and needs a line here: a completeness test names those that have none.
/// </summary>
internal static class OpSamples
{
    private static readonly Tensor s_mask = Tensor.From([true, false, true, true, false, false, true, false, true, true, false, true], [3, 4]);

    public static IReadOnlyDictionary<string, OpSample> All { get; } = new[]
    {
        Of<CloneOp>("of a matrix", x => x.Clone(), Draw(3, 4)),
        Of<CastOp>("to float64 from itself by way of float32", x => x.To(x.DType == DType.Float64 ? DType.Float32 : DType.Float64).To(x.DType), Draw(3, 4)) with { NoDifferences = "float32 rounds away what differences are made of" },
        Of<ExpandOp>("[3, 1] to [2, 3, 4]", x => x.Expand(2, 3, 4), Draw(3, 1)),
        Of<ReshapeOp>("[2, 6] to [3, 4]", x => x.Reshape(3, 4), Draw(2, 6)),
        Of<TransposeOp>("axes 0 and 2", x => x.Transpose(0, 2), Draw(2, 3, 4)),
        Of<PermuteOp>("(2, 0, 1)", x => x.Permute(2, 0, 1), Draw(2, 3, 4)),
        Of<SliceOp>("every second of axis 1", x => x.Slice(1, 1, null, 2), Draw(3, 6)),
        Of<SliceOp>("one place of axis 0", x => x.Select(0, 1), Draw(3, 4)),
        Of<DiagonalOp>("above the middle", x => x.Diagonal(1, 1, 2), Draw(2, 3, 4)),
        Of<DiagonalOp>("below the middle", x => x.Diagonal(-1), Draw(4, 3)),
        Of<UnfoldOp>("windows that overlap", x => x.Unfold(1, 3, 2), Draw(2, 7)),
        Of<EmbedOp<SliceOp>>("rows among zeros", x => Apply.Embed(new SliceOp(0, 1, 2, 2, Drop: false), x, [5, 3]), Draw(2, 3)),
        Of<EmbedOp<UnfoldOp>>("windows that overlap", x => Apply.Embed(new UnfoldOp(0, 3, 2), x, [7]), Draw(3, 3)),

        Of<FlipOp>("both axes", x => x.Flip(0, 1), Draw(3, 4)),
        Of<RollOp>("axis 1 by 3", x => x.Roll(3, 1), Draw(2, 5)),
        Of<TriangleOp>("upper", x => x.Triu(1), Draw(2, 3, 4)),
        Of<TriangleOp>("lower", x => x.Tril(-1), Draw(4, 3)),
        Of<PadOp>("around and, with a negative size, inwards", x => x.Pad([1, 2, -1, 1], 0.5), Draw(3, 4)),
        Of<CatOp>("three along axis 1", x => Tensor.Cat(x, 1), [Draw(2, 3), Draw(2, 1), Draw(2, 2)]),
        Of<CatOp>("five along axis 0", x => Tensor.Cat(x), [Draw(2, 2), Draw(1, 2), Draw(3, 2), Draw(1, 2), Draw(2, 2)]),
        Of<StackOp>("two along axis 1", x => Tensor.Stack(x, 1), [Draw(3, 2), Draw(3, 2) * 0.5]),
        Of<StackOp>("five along axis 0", x => Tensor.Stack(x), [Draw(2), Draw(2), Draw(2), Draw(2), Draw(2)]),

        Of<SumOp>("of all", x => x.Sum(), Draw(3, 4)),
        Of<SumOp>("over axis 0", x => x.Sum(0), Draw(40, 3)),
        Of<SumOp>("over axis 1, kept", x => x.Sum(1, keepDim: true), Draw(2, 3, 2)),
        Of<SumOp>("over axes 0 and 2", x => x.Sum([0, 2]), Draw(2, 3, 4)),
        Of<MeanOp>("of all", x => x.Mean(), Draw(3, 4)),
        Of<MeanOp>("over axis 1", x => x.Mean(1), Draw(3, 4)),
        Of<ProdOp>("of all", x => x.Prod(), Draw(5)),
        Of<ProdOp>("over axis 0", x => x.Prod(0), Draw(4, 3)),
        Of<AMaxOp>("over axis 1", x => x.AMax(1), Draw(3, 4)),
        Of<AMaxOp>("over axes 0 and 2, kept", x => x.AMax([0, 2], keepDim: true), Draw(2, 3, 4)),
        Of<AMinOp>("over axis 0", x => x.AMin(0), Draw(3, 4)),
        Of<AMinOp>("of all", x => x.AMin(), Draw(7)),
        Of<VarOp>("over axis 1", x => x.Var(1), Draw(3, 4)),
        Of<VarOp>("of all, without correction", x => x.Var([], correction: 0), Draw(3, 4)),
        Of<StdOp>("over axis 0", x => x.Std(0), Draw(4, 3)),
        Of<NormOp>("2, over axis 1", x => x.Norm(2, 1), Draw(3, 4)),
        Of<NormOp>("1, of all", x => x.Norm(1), Draw(5)),
        Of<NormOp>("3.5, over axis 0", x => x.Norm(3.5, 0), Draw(4, 2)),
        Of<NormOp>("0, of all", x => x.Norm(0), Draw(5)),
        Of<NormOp>("infinity, over axis 1", x => x.Norm(double.PositiveInfinity, 1), Draw(3, 4)),
        Of<NormOp>("-infinity, of all", x => x.Norm(double.NegativeInfinity), Draw(5)),
        Of<LogSumExpOp>("of all", x => x.LogSumExp(), Draw(3, 4)),
        Of<LogSumExpOp>("over axis 0, kept", x => x.LogSumExp(0, keepDim: true), Draw(3, 4)),

        Of<SoftmaxOp>("along the last axis", x => x.Softmax(-1), Draw(3, 5)),
        Of<SoftmaxOp>("along axis 1 of 3", x => x.Softmax(1), Draw(2, 4, 3)),
        Of<SoftmaxGradOp>("along the last axis", (y, dy) => Apply.Nary(new SoftmaxGradOp(1), y, dy), Draw(3, 4), Draw(3, 4) * 0.5),
        Of<SoftmaxGradOp>("along axis 0", (y, dy) => Apply.Nary(new SoftmaxGradOp(0), y, dy), Draw(4, 3), Draw(4, 3) * 0.5),
        Of<LogSoftmaxOp>("along the last axis", x => x.LogSoftmax(-1), Draw(3, 5)),
        Of<LogSoftmaxOp>("along axis 1 of 3", x => x.LogSoftmax(1), Draw(2, 4, 3)),
        Of<LogSoftmaxGradOp>("along the last axis", (y, dy) => Apply.Nary(new LogSoftmaxGradOp(1), y, dy), Draw(3, 4), Draw(3, 4) * 0.5),
        Of<LogSoftmaxGradOp>("along axis 0", (y, dy) => Apply.Nary(new LogSoftmaxGradOp(0), y, dy), Draw(4, 3), Draw(4, 3) * 0.5),
        Of<CrossEntropyOp>("of rows, one of them ignored", (x, target) => x.CrossEntropy(target, reduction: Reduction.None), Draw(4, 3), Places([2, 0, -100, 1], 4)),
        Of<CrossEntropyOp>("along axis 1 of 3", (x, target) => x.CrossEntropy(target, reduction: Reduction.None), Draw(2, 3, 2), Places([2, 0, 1, 1], 2, 2)),
        Of<CrossEntropyGradOp>("of rows, one of them ignored", (x, dy) => Apply.Nary(new CrossEntropyGradOp([2, 0, -1, 1], 1), x, dy), Draw(4, 3), Draw(4)),
        Of<CrossEntropyGradOp>("along axis 1 of 3", (x, dy) => Apply.Nary(new CrossEntropyGradOp([2, 0, 1, 1], 1), x, dy), Draw(2, 3, 2), Draw(2, 2)),

        Of<CumSumOp>("along axis 0", x => x.CumSum(0), Draw(4, 3)),
        Of<CumSumOp>("along axis 1, in reverse", x => Apply.Transform(new CumSumOp(1, Reverse: true), x), Draw(2, 5)),
        Of<CumProdOp>("along axis 1", x => x.CumProd(1), Draw(3, 4)),
        Of<RecurrenceOp>("along axis 0", (a, b) => Apply.Nary(new RecurrenceOp(0, Reverse: false), a, b), Draw(4, 2), Draw(4, 2) * 0.5),
        Of<RecurrenceOp>("along axis 1, in reverse", (a, b) => Apply.Nary(new RecurrenceOp(1, Reverse: true), a, b), Draw(2, 4), Draw(2, 4) * 0.5),

        Of<MatMulOp>("[3, 4] x [4, 2]", (a, b) => a.MatMul(b), Draw(3, 4), Draw(4, 2)),
        Of<MatMulOp>("[2, 3, 4] x [4, 2]", (a, b) => a.MatMul(b), Draw(2, 3, 4), Draw(4, 2)),
        Of<MatMulOp>("[2, 1, 2, 3] x [3, 3, 2]", (a, b) => a.MatMul(b), Draw(2, 1, 2, 3), Draw(3, 3, 2)),
        Of<LinearOp>("[5, 3] by [2, 3]", (x, w) => x.Linear(w), Draw(5, 3), Draw(2, 3)),
        Of<LinearOp>("[2, 2, 3] by [4, 3], with a bias", (x, w, b) => x.Linear(w, b), Draw(2, 2, 3), Draw(4, 3), Draw(4)),
        Of<LinearWeightGradOp>("[5, 2] and [5, 3]", (dy, x) => Apply.Nary(new LinearWeightGradOp([2, 3]), dy, x), Draw(5, 2), Draw(5, 3)),

        Of<ConvOp>("2-d, in two groups, with a bias", (x, w, b) => x.Conv2d(w, b, stride: 2, padding: 1, groups: 2), Draw(1, 4, 4, 3), Draw(2, 2, 2, 2), Draw(2)),
        Of<ConvOp>("1-d, dilated", (x, w) => x.Conv1d(w, dilation: 2), Draw(2, 2, 6), Draw(3, 2, 2)),
        Of<ConvInputOp>("a transposed convolution", (x, w) => x.ConvTranspose2d(w, stride: 2, padding: 1, outputPadding: 1), Draw(1, 2, 3, 2), Draw(2, 2, 2, 2)),
        Of<ConvWeightOp>("cotangent and images", (dy, x) => Apply.Nary(new ConvWeightOp("ConvWeight", ConvGeometry.Of("Conv", x.Shape, [2, 1, 2, 2], 1, 1, 1, 2)), dy, x), Draw(1, 2, 4, 3), Draw(1, 2, 3, 2)),
        Of<ColumnsOp>("windows that overlap", x => x.Im2Col(2, padding: 1), Draw(1, 2, 3, 2)),
        Of<AveragePoolOp>("windows that overlap", x => x.AvgPool2d(2, stride: 1, padding: 1), Draw(1, 2, 3, 3)),
        Of<AveragePoolOp>("to a size, by a divisor", x => x.AvgPool2d(2, ceilMode: true, countIncludePad: false, divisorOverride: 3), Draw(1, 1, 3, 5)),
        Of<SpreadPoolOp>("windows that overlap", x => Apply.Transform(new SpreadPoolOp(PoolGeometry.Sliding("AvgPool", 1, Draw(1, 2, 5), 3, 2, 1, 1, false, false), null), x), Draw(1, 2, 3)),

        Of<WhereOp>("of one shape", (condition, a, b) => Tensor.Where(condition, a, b), s_mask, Draw(3, 4), Draw(3, 4) * 0.5),
        Of<WhereOp>("that broadcasts", (condition, a, b) => Tensor.Where(condition, a, b), s_mask, Draw(3, 1), Draw(4)),
        Of<PickOp>("Gather along axis 1", (x, index) => x.Gather(1, index), Draw(2, 4), Places([0, 3, 3, 1, 1, 1], 2, 3)),
        Of<PickOp>("IndexSelect of rows", (x, index) => x.IndexSelect(0, index), Draw(4, 3), Places([2, 0, 2], 3)),
        Of<PickOp>("an index of places", (x, index) => x[index], Draw(4, 3), Places([1, 3, 1], 3)),
        Of<PickOp>("MaskedSelect", (x, mask) => x.MaskedSelect(mask), Draw(3, 4), s_mask),
        Of<PlaceOp>("Bincount with weights", (index, weights) => index.Bincount(weights), Places([1, 4, 1, 0], 4), Draw(4)),
        Of<PutOp>("Scatter along axis 1, some places twice", (x, index, source) => x.Scatter(1, index, source), Draw(2, 4), Places([0, 3, 3, 1, 1, 1], 2, 3), Draw(2, 3)),
        Of<PutOp>("IndexCopy of rows", (x, index, source) => x.IndexCopy(0, index, source), Draw(4, 3), Places([2, 0], 2), Draw(2, 3)),
        Of<EmbeddingOp>("with padding", (index, weight) => Tensor.Embedding(index, weight, paddingIndex: 1), Places([0, 1, 3, 3, 1, 2], 2, 3), Draw(4, 3)) with { NoDifferences = "the row of the padding is not to learn" },
    }.ToDictionary(sample => sample.Label);
}
