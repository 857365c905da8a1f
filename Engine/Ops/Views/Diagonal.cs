namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// A view of the diagonal of the matrices that two axes span, as the last axis of the result: elements (i, i + <paramref name="offset"/>). The gradient is zero elsewhere.
    /// </summary>
    /// <exception cref="ShapeException">An axis does not exist, or both are the same.</exception>
    public Tensor Diagonal(int offset = 0, int dim1 = 0, int dim2 = 1)
    {
        if (Rank < 2) throw new ShapeException($"Diagonal: {Shape} has {Rank} axes and no matrix; it needs two or more, and Diag makes a matrix of a vector");
        (int axis1, int axis2) = MatrixAxes("Diagonal", dim1, dim2);
        return Apply.Part(new DiagonalOp(offset, axis1, axis2), this);
    }

    /// <summary>The two axes of a matrix.</summary>
    private (int Rows, int Columns) MatrixAxes(string op, int dim0, int dim1)
    {
        if (Rank < 2) throw new ShapeException($"{op}: {Shape} has {Rank} axes and no matrix; it needs two or more");
        (int rows, int columns) = (Shape.Axis(op, dim0), Shape.Axis(op, dim1));
        if (rows == columns) throw new ShapeException($"{op}: axes {dim0} and {dim1} of {Shape} are the same; a matrix spans two");
        return (rows, columns);
    }

    /// <summary>
    /// Matrices of zeros with the last axis of this tensor on a diagonal, spanned by two new axes of the result: what <see cref="Diagonal"/> undoes, and its derivative.
    /// </summary>
    /// <exception cref="ShapeException">There is no such place for an axis, both are the same, or the tensor is 0-d.</exception>
    public Tensor DiagEmbed(int offset = 0, int dim1 = -2, int dim2 = -1)
    {
        if (Rank == 0) throw new ShapeException($"DiagEmbed: the 0-d tensor {Describe()} has no axis to lay on a diagonal; Unsqueeze(0) it first");
        int axis1 = Place(dim1), axis2 = Place(dim2);
        if (axis1 == axis2) throw new ShapeException($"DiagEmbed: axes {dim1} and {dim2} of the result are the same; a diagonal lies between two");
        int[] dims = new int[Rank + 1];
        int next = 0;
        for (int i = 0; i < dims.Length; i++) dims[i] = i == axis1 || i == axis2 ? Shape.Size("DiagEmbed", Shape[^1] + Math.Abs((long)offset), i) : Shape[next++];
        // Truth values have no sum.
        if (DType == DType.Bool) return To(DType.Int32).DiagEmbed(offset, axis1, axis2).To(DType.Bool);
        return Apply.Embed(new DiagonalOp(offset, axis1, axis2), this, Shape.Owning(dims));

        int Place(int dim) => dim >= -Rank - 1 && dim <= Rank ? (dim < 0 ? dim + Rank + 1 : dim)
            : throw new ShapeException($"DiagEmbed: {Shape} becomes a tensor of {Rank + 1} axes, without an axis {dim}; it must be from {-Rank - 1} to {Rank}");
    }

    /// <summary>The diagonal of a matrix as a view, or the square matrix of zeros with a vector on that diagonal.</summary>
    /// <exception cref="ShapeException">The tensor is neither a vector nor a matrix.</exception>
    public Tensor Diag(int diagonal = 0) => Rank switch
    {
        1 => DiagEmbed(diagonal),
        2 => Diagonal(diagonal),
        _ => throw new ShapeException($"Diag: {Shape} is neither a vector nor a matrix; use Diagonal or DiagEmbed with the axes named"),
    };

    /// <summary>The square matrix of zeros with all elements of this tensor, in row-major order, on that diagonal.</summary>
    public Tensor DiagFlat(int offset = 0) => Flatten().DiagEmbed(offset);
}

internal readonly record struct DiagonalOp(int Offset, int Axis1, int Axis2) : IPartOp
{
    public string Name => "Diagonal";

    public Residuals Residuals => Residuals.None;

    public Stretch? Stretch => null;

    public Tensor Forward(Tensor x)
    {
        int[] dims = new int[x.Rank - 1], strides = new int[x.Rank - 1];
        int next = 0;
        for (int axis = 0; axis < x.Rank; axis++)
        {
            if (axis != Axis1 && axis != Axis2) (dims[next], strides[next++]) = (x.Shape[axis], x.Strides[axis]);
        }
        long row = Math.Max(-(long)Offset, 0), column = Math.Max(Offset, 0);
        int length = (int)Math.Max(0, Math.Min(x.Shape[Axis1] - row, x.Shape[Axis2] - column));
        (dims[next], strides[next]) = (length, x.Strides[Axis1] + x.Strides[Axis2]);
        return x.Alias(Shape.Owning(dims), strides, x.Offset + (int)row * x.Strides[Axis1] + (int)column * x.Strides[Axis2]);
    }

    public void AddTo(Tensor x, Tensor part) => Forward(x).Accumulate(part);
}
