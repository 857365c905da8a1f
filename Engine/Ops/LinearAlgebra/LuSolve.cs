namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>X with A X = B given what <see cref="LuFactor"/> returned for square matrices A; leading axes broadcast.</summary>
    /// <param name="pivots">The exchanges of rows.</param>
    /// <param name="b">The right sides [.., n, k], or [.., k, n] where A stands on the right.</param>
    /// <param name="left">Whether A stands on the left of X.</param>
    /// <param name="adjoint">Whether A^T takes the place of A.</param>
    /// <exception cref="ShapeException">The matrices are not square, the sizes or pivots do not fit, or the leading axes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or the pivots are not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">A pivot is no row.</exception>
    public Tensor LuSolve(Tensor pivots, Tensor b, bool left = true, bool adjoint = false)
    {
        CheckSquare("LuSolve");
        if (!left) return LuSolve(pivots, b.T, left: true, !adjoint).T;
        Tensor permutation = Permutation("LuSolve", pivots);
        return adjoint
            ? permutation.MatMul(T.SolveTriangular(T.SolveTriangular(b, upper: false), upper: true, unitriangular: true))
            : SolveTriangular(SolveTriangular(permutation.T.MatMul(b), upper: false, unitriangular: true), upper: true);
    }
}
