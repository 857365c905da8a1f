using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The inverses of square matrices [.., n, n], by elimination with row exchanges. For Y = A^-1 the derivative is dA = -Y^T dY Y^T.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the matrices are not square.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    /// <exception cref="ArgumentException">A matrix has no inverse.</exception>
    public Tensor Inverse()
    {
        CheckSquareFloating("Inverse");
        return Apply.Transform(new InverseOp(), this);
    }
}

internal readonly record struct InverseOp : ITransformOp
{
    public string Name => "Inverse";

    public Residuals Residuals => Residuals.Output;

    public Tensor Forward(Tensor x)
    {
        int n = x.Shape[^1];
        return Matrices.Each(x, n, n, (a, y, number) =>
        {
            for (int i = 0; i < n; i++) y[i * n + i] = 1;
            if (!Elimination.Solve(a, y, n, n)) throw new ArgumentException($"Inverse: matrix {number} of {x.Shape} is singular and has no inverse; add a small multiple of the identity, or use Pinv");
        });
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => -y.T.MatMul(dy).MatMul(y.T);
}
