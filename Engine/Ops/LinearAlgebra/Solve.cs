using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>X with A X = B, or X A = B, for square matrices A [.., n, n], by elimination with row exchanges; leading axes broadcast. dB = A^-T dX, dA = -dB X^T.</summary>
    /// <param name="b">The right sides [.., n, k], or a single one [n], or one for each matrix [.., n] where that is the shape of A without its last axis.</param>
    /// <param name="left">Whether A stands on the left of X.</param>
    /// <exception cref="ShapeException">A has fewer than two axes or is not square, the sizes do not fit, or the leading axes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    /// <exception cref="ArgumentException">A matrix has no inverse.</exception>
    public Tensor Solve(Tensor b, bool left = true)
    {
        if (b.Rank == 1 || (Rank > 1 && b.Rank == Rank - 1 && b.Shape.Dims.SequenceEqual(Shape.Dims[..^1])))
        {
            // A vector, which has no sides.
            return (left ? this : T).Solve(b.Unsqueeze(-1)).Squeeze(-1);
        }
        if (!left) return T.Solve(b.T).T;
        (Tensor a, b) = Systems("Solve", b);
        return Apply.Nary(new SolveOp(), a, b);
    }
}

internal readonly record struct SolveOp : INaryOp
{
    public string Name => "Solve";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        (Tensor a, Tensor b) = (inputs[0], inputs[1]);
        int n = b.Shape[^2], m = b.Shape[^1];
        return Matrices.Each(a, b, n, m, (matrix, sides, y, number) =>
        {
            sides.CopyTo(y);
            if (!Elimination.Solve(matrix, y, n, m)) throw new ArgumentException($"Solve: matrix {number} of {a.Shape} is singular, and its system has no single solution; use Lstsq");
        });
    }

    public void Vjp(Pullback pull)
    {
        Tensor db = Apply.Nary(this, pull.Input(0).T, pull.Dy);
        pull.Add(1, db);
        if (pull.Needs(0)) pull.Add(0, -db.MatMul(pull.Output.T));
    }
}
