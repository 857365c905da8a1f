using System.Numerics;

namespace PyDeepTensorNet;

/// <summary>An elementwise relation of two tensors that broadcast; the result is a bool tensor, and nothing is differentiable.</summary>
internal interface ICompareOp : INamedOp
{
    bool Scalar<T>(T a, T b) where T : INumber<T>;
}

internal static partial class Apply
{
    public static Tensor Compare<TOp>(TOp op, Tensor a, Tensor b) where TOp : struct, ICompareOp
    {
        Slice? slice = Profile.Begin();
        Tensor left = a, right = b;
        // An integer and a float meet in float64, so that neither is rounded before it is compared.
        if (a.DType.IsFloating() != b.DType.IsFloating()) (a, b) = (Widened(a), Widened(b));
        else if (a.DType != b.DType) Promote(op.Name, ref a, ref b);
        Tensor y = a.DType switch
        {
            DType.Float32 => Broadcast<float, bool, CompareKernel<TOp, float>>(op.Name, new(op), a, b),
            DType.Float64 => Broadcast<double, bool, CompareKernel<TOp, double>>(op.Name, new(op), a, b),
            DType.Int64 => Broadcast<long, bool, CompareKernel<TOp, long>>(op.Name, new(op), a, b),
            DType.Int32 => Broadcast<int, bool, CompareKernel<TOp, int>>(op.Name, new(op), a, b),
            _ => Broadcast<bool, bool, TruthKernel<TOp>>(op.Name, new(op), a, b),
        };
        if (Journal.Recording is { IsWatched: true } journal) journal.Note(new CompareRule<TOp>(op), [left, right], y);
        slice?.End(op, y, a, b);
        return y;
    }

    private sealed class CompareRule<TOp>(TOp op) : ConstantRule where TOp : struct, ICompareOp
    {
        public override string Name => op.Name;

        public override Tensor Replay(ReadOnlySpan<Tensor> inputs) => Compare(op, inputs[0], inputs[1]);

        public override Instruction Instruct(Tensor[] inputs, Tensor output) => (inputs[0].DType, inputs[1].DType) switch
        {
            (DType.Float32, DType.Float32) => new PairInstruction<float, bool, CompareKernel<TOp, float>>(Name, new(op), inputs, output),
            (DType.Float64, DType.Float64) => new PairInstruction<double, bool, CompareKernel<TOp, double>>(Name, new(op), inputs, output),
            _ => base.Instruct(inputs, output),
        };
    }

    private static Tensor Widened(Tensor x) => x.DType == DType.Float64 ? x : new CastOp(DType.Float64).Forward(x);

    private readonly record struct CompareKernel<TOp, T>(TOp Op) : IPairKernel<T, bool> where TOp : struct, ICompareOp where T : unmanaged, INumber<T>
    {
        public void Run(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y)
        {
            for (int i = 0; i < y.Length; i++) y[i] = Op.Scalar(a[i], b[i]);
        }
    }

    /// <summary>False is 0 and true is 1, so that relations and logic hold for masks too.</summary>
    private readonly struct TruthKernel<TOp>(TOp op) : IPairKernel<bool, bool> where TOp : struct, ICompareOp
    {
        public void Run(ReadOnlySpan<bool> a, ReadOnlySpan<bool> b, Span<bool> y)
        {
            for (int i = 0; i < y.Length; i++) y[i] = op.Scalar<byte>(a[i] ? (byte)1 : (byte)0, b[i] ? (byte)1 : (byte)0);
        }
    }
}
