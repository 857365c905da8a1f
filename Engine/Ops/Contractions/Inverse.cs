using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The inverses of square matrices [.., n, n], by elimination with row exchanges. For Y = A^-1 the derivative is dA = -Y^T dY Y^T.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the matrices are not square.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    /// <exception cref="ArgumentException">A matrix has no inverse.</exception>
    public Tensor Inverse()
    {
        CheckFloating("Inverse");
        CheckSquare("Inverse");
        return Apply.Transform(new InverseOp(), this);
    }
}

internal readonly record struct InverseOp : ITransformOp
{
    public string Name => "Inverse";

    public Residuals Residuals => Residuals.Output;

    public Tensor Forward(Tensor x) => x.DType == DType.Float32 ? Run<float>(x) : Run<double>(x);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => -y.T.MatMul(dy).MatMul(y.T);

    private static Tensor Run<T>(Tensor x) where T : unmanaged, INumber<T>
    {
        int n = x.Shape[^1];
        Tensor y = Tensor.Eye(n, null, x.DType).Expand(x.Shape).Clone();
        // Eliminated in double, and in a copy.
        double[] all = x.To(DType.Float64).ToArray<double>(), inverse = new double[n * n];
        Span<T> results = y.Span<T>();
        for (int start = 0; start < all.Length; start += n * n)
        {
            Array.Clear(inverse);
            for (int i = 0; i < n; i++) inverse[i * n + i] = 1;
            if (!Kernels.Elimination.Solve(all.AsSpan(start, n * n), inverse, n, n)) throw new ArgumentException($"Inverse: matrix {start / (n * n)} of {x.Shape} is singular and has no inverse; add a small multiple of the identity, or use another formula");
            for (int i = 0; i < inverse.Length; i++) results[start + i] = T.CreateTruncating(inverse[i]);
        }
        return y;
    }
}
