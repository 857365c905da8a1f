using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>A matrix of an instruction: a tensor's memory from its first element on, and the steps between rows and columns.</summary>
internal readonly record struct MatrixPlace(Tensor Tensor, int Row, int Column)
{
    /// <summary>The last two axes.</summary>
    public static MatrixPlace Of(Tensor tensor) => new(tensor, tensor.Strides[^2], tensor.Strides[^1]);
}

/// <summary>A product of so few elements, in a captured step, that to describe its operands to <see cref="Gemm"/> would take longer than to compute it.</summary>
internal static class TinyProduct
{
    /// <summary>C [m, n] = A [m, k] B [k, n], plus a bias [n] where there is one; null where it is not tiny.</summary>
    public static Instruction? Of(string name, Tensor[] inputs, Tensor output, int m, int n, int k, MatrixPlace a, MatrixPlace b, Tensor? bias = null) =>
        !GemmSimple.IsTiny(m, n, k) || m == 0 || n == 0 || k == 0 || !output.IsContiguous ? null
        : output.DType == DType.Float32 ? new Instruction<float>(name, inputs, output, m, n, k, a, b, bias)
        : output.DType == DType.Float64 ? new Instruction<double>(name, inputs, output, m, n, k, a, b, bias)
        : null;

    private sealed class Instruction<T>(string name, Tensor[] inputs, Tensor output, int m, int n, int k, MatrixPlace a, MatrixPlace b, Tensor? bias) : Instruction(name, Effect.None, inputs, output) where T : unmanaged, INumber<T>
    {
        private readonly Place<T> _a = new(a.Tensor), _b = new(b.Tensor), _y = new(output), _bias = bias is null ? default : new(bias);
        private readonly bool _adds = bias is not null;

        public override void Run()
        {
            var epilogue = _adds ? new Gemm.Epilogue<T>(T.One, T.One, new(_bias.Span, 0, 1)) : new Gemm.Epilogue<T>(T.One, T.Zero, default);
            GemmSimple.Loops(m, n, k, new(_a.Span, a.Row, a.Column), new(_b.Span, b.Row, b.Column), new Gemm.Target<T>(_y.Span, n), in epilogue);
        }

        public override bool IsSame(Instruction other) => other is Instruction<T>;
    }
}
