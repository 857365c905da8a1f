namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>A view with two axes exchanged, without a copy; its own derivative.</summary>
    /// <exception cref="ShapeException">An axis does not exist.</exception>
    public Tensor Transpose(int dim0, int dim1)
    {
        (dim0, dim1) = (Shape.Axis("Transpose", dim0), Shape.Axis("Transpose", dim1));
        return dim0 == dim1 ? this : Apply.Transform(new TransposeOp(dim0, dim1), this);
    }

    /// <summary>The same as <see cref="Transpose"/>, under NumPy's name.</summary>
    public Tensor SwapAxes(int axis0, int axis1) => Transpose(axis0, axis1);

    /// <summary>The matrix transpose as a view: the last two axes exchanged; a tensor of fewer than two axes stays as it is.</summary>
    public Tensor T => Rank < 2 ? this : Apply.Transform(new TransposeOp(Rank - 2, Rank - 1), this);
}

internal readonly record struct TransposeOp(int Dim0, int Dim1) : ITransformOp
{
    public string Name => "Transpose";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        int[] dims = x.Shape.ToArray(), strides = x.Strides.ToArray();
        (dims[Dim0], dims[Dim1]) = (dims[Dim1], dims[Dim0]);
        (strides[Dim0], strides[Dim1]) = (strides[Dim1], strides[Dim0]);
        return x.Alias(Shape.Owning(dims), strides, x.Offset);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Transform(this, dy);
}
