namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>X with Tensordot(this, X, X.Rank) = B: the system whose matrix has the axes of <paramref name="b"/> as its rows and the remaining axes of this as its columns.</summary>
    /// <param name="b">The right side.</param>
    /// <param name="dims">Axes of this to move to the end first.</param>
    /// <exception cref="ShapeException">This does not begin with the shape of <paramref name="b"/>, or is not square so.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    /// <exception cref="ArgumentException">The matrix has no inverse.</exception>
    public Tensor TensorSolve(Tensor b, params ReadOnlySpan<int> dims)
    {
        Tensor a = this;
        if (!dims.IsEmpty)
        {
            int[] last = new int[dims.Length];
            for (int i = 0; i < last.Length; i++) last[i] = Rank - dims.Length + i;
            a = MoveDim(dims, last);
        }
        ReadOnlySpan<int> unknowns = a.Rank < b.Rank ? [] : a.Shape.Dims[b.Rank..];
        int count = Shape.Create(unknowns).ElementCount;
        if (a.Rank < b.Rank || count != b.ElementCount) throw new ShapeException($"TensorSolve: {a.Shape} and right side {b.Shape}: the first {b.Rank} axes must hold as many elements as the others; name the axes to move to the end");
        return a.Reshape(count, count).Solve(b.Flatten()).Reshape(unknowns);
    }

    /// <summary>The inverse of this as a linear map from its last axes to its first <paramref name="ind"/>: its axes are those, then these.</summary>
    /// <exception cref="ShapeException">There are not both first and last axes, or they hold different numbers of elements.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    /// <exception cref="ArgumentException">The matrix has no inverse.</exception>
    public Tensor TensorInv(int ind = 2)
    {
        if (ind < 1 || ind > Rank) throw new ShapeException($"TensorInv: {ind} first axes of {Shape}; take from 1 to {Rank}");
        ReadOnlySpan<int> first = Shape.Dims[..ind], last = Shape.Dims[ind..];
        int rows = Shape.Create(first).ElementCount, columns = Shape.Create(last).ElementCount;
        if (rows != columns) throw new ShapeException($"TensorInv: {Shape} with {ind} first axes: they hold {rows} elements and the others {columns}; both must hold as many");
        return Reshape(rows, columns).Inverse().Reshape([.. last, .. first]);
    }
}
