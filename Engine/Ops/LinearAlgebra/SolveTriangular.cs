using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>X with A X = B, or X A = B, for triangular matrices A [.., n, n], of which only one triangle is read; leading axes broadcast. dB = A^-T dX, dA = -dB X^T within the triangle.</summary>
    /// <param name="b">The right sides [.., n, k], or [.., k, n] where A stands on the right.</param>
    /// <param name="upper">Which triangle.</param>
    /// <param name="left">Whether A stands on the left of X.</param>
    /// <param name="unitriangular">Whether the diagonal is taken for ones and not read.</param>
    /// <exception cref="ShapeException">A tensor has fewer than two axes, A is not square, the sizes do not fit, or the leading axes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    public Tensor SolveTriangular(Tensor b, bool upper, bool left = true, bool unitriangular = false)
    {
        if (!left) return T.SolveTriangular(b.T, !upper, left: true, unitriangular).T;
        (Tensor a, b) = Systems("SolveTriangular", b);
        return Apply.Nary(new SolveTriangularOp(upper, unitriangular), a, b);
    }

    /// <summary>Square matrices and right sides with the same leading axes.</summary>
    private (Tensor A, Tensor B) Systems(string op, Tensor b)
    {
        CheckSquareFloating(op);
        if (b.DType != DType) throw new DTypeException($"{op}: {Describe()} and {b.Describe()}: both must be of one dtype; cast with To(DType.{DType})");
        if (b.Rank < 2 || b.Shape[^2] != Shape[^1]) throw new ShapeException($"{op}: {Shape} and right sides {b.Shape}: the right sides must be columns of {Shape[^1]} elements; transpose them with .T, or Unsqueeze a single one");
        Shape batch = Shape.Broadcast(op, Shape.Create(Shape.Dims[..^2]), Shape.Create(b.Shape.Dims[..^2]));
        return (Expand([.. batch, Shape[^2], Shape[^1]]), b.Expand([.. batch, b.Shape[^2], b.Shape[^1]]));
    }
}

/// <summary>A^-1 B with one triangle of A.</summary>
internal readonly record struct SolveTriangularOp(bool Upper, bool Unit) : INaryOp
{
    public string Name => "SolveTriangular";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        (Tensor a, Tensor b) = (inputs[0], inputs[1]);
        (int n, int m, bool upper, bool unit) = (b.Shape[^2], b.Shape[^1], Upper, Unit);
        return Matrices.Each(a, b, n, m, (matrix, sides, y, _) =>
        {
            sides.CopyTo(y);
            Triangular.Solve(matrix, y, n, m, upper, unit);
        });
    }

    public void Vjp(Pullback pull)
    {
        Tensor db = Apply.Nary(new SolveTriangularOp(!Upper, Unit), pull.Input(0).T, pull.Dy);
        pull.Add(1, db);
        if (!pull.Needs(0)) return;
        Tensor whole = -db.MatMul(pull.Output.T);
        pull.Add(0, Upper ? whole.Triu(Unit ? 1 : 0) : whole.Tril(Unit ? -1 : 0));
    }
}
