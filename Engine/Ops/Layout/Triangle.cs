namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The matrices of the last two axes with the elements above a diagonal replaced by 0, whatever they were; so is their gradient. Diagonal 0 is the main one, 1 lies above it.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    public Tensor Tril(int diagonal = 0) => Triangle(new TriangleOp(diagonal, Upper: false));

    /// <summary>The matrices of the last two axes with the elements below a diagonal replaced by 0, whatever they were; so is their gradient.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    public Tensor Triu(int diagonal = 0) => Triangle(new TriangleOp(diagonal, Upper: true));

    private Tensor Triangle(TriangleOp op)
    {
        if (Rank < 2) throw new ShapeException($"{op.Name}: {Shape} has {Rank} axes and no matrix; it needs two or more");
        return Apply.Transform(op, this);
    }
}

internal readonly record struct TriangleOp(int Diagonal, bool Upper) : ITransformOp
{
    public string Name => Upper ? "Triu" : "Tril";

    public Residuals Residuals => Residuals.None;

    // Copied row by row, not multiplied by a mask: 0 * NaN is NaN.
    public Tensor Forward(Tensor x)
    {
        Tensor y = Tensor.Zeros(x.Shape, x.DType);
        int rows = x.Shape[^2], columns = x.Shape[^1];
        for (int row = 0; row < rows; row++)
        {
            int edge = (int)Math.Clamp((long)row + Diagonal + (Upper ? 0 : 1), 0, columns);
            (int start, int length) = Upper ? (edge, columns - edge) : (0, edge);
            if (length > 0) y.Select(-2, row).Narrow(-1, start, length).Write(x.Select(-2, row).Narrow(-1, start, length));
        }
        return y;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Transform(this, dy);
}
