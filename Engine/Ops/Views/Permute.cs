namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>A view with the axes in another order, without a copy: axis i of the result is axis <c>dims[i]</c> of this.</summary>
    /// <exception cref="ShapeException">The list is not a permutation of the axes.</exception>
    public Tensor Permute(params ReadOnlySpan<int> dims)
    {
        if (dims.Length != Rank) throw new ShapeException($"Permute: {Shape.Format(dims)} names {dims.Length} axes, {Shape} has {Rank}; name each axis once");
        int[] axes = new int[dims.Length];
        Span<bool> seen = stackalloc bool[Math.Max(Rank, 1)];
        for (int i = 0; i < dims.Length; i++)
        {
            axes[i] = Shape.Axis("Permute", dims[i]);
            if (seen[axes[i]]) throw new ShapeException($"Permute: {Shape.Format(dims)} names axis {axes[i]} of {Shape} twice; name each axis once");
            seen[axes[i]] = true;
        }
        return Apply.Transform(new PermuteOp(axes), this);
    }

    /// <summary>A view with two axes exchanged, without a copy.</summary>
    /// <exception cref="ShapeException">An axis does not exist.</exception>
    public Tensor Transpose(int dim0, int dim1)
    {
        int[] axes = [.. Enumerable.Range(0, Rank)];
        (dim0, dim1) = (Shape.Axis("Transpose", dim0), Shape.Axis("Transpose", dim1));
        if (Rank > 0) (axes[dim0], axes[dim1]) = (dim1, dim0);
        return Apply.Transform(new PermuteOp(axes), this);
    }

    /// <summary>The matrix transpose as a view: the last two axes exchanged; a tensor of fewer than two axes stays as it is.</summary>
    public Tensor T => Rank < 2 ? this : Transpose(-2, -1);
}

internal readonly record struct PermuteOp(int[] Axes) : ITransformOp
{
    public string Name => "Permute";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        int[] dims = new int[Axes.Length], strides = new int[Axes.Length];
        for (int i = 0; i < dims.Length; i++) (dims[i], strides[i]) = (x.Shape[Axes[i]], x.Strides[Axes[i]]);
        return x.Alias(Shape.Owning(dims), strides, x.Offset);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        int[] inverse = new int[Axes.Length];
        for (int i = 0; i < inverse.Length; i++) inverse[Axes[i]] = i;
        return Apply.Transform(new PermuteOp(inverse), dy);
    }
}
