namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>A view without the axes of size 1.</summary>
    public Tensor Squeeze()
    {
        if (!Shape.Dims.Contains(1)) return this;
        var dims = new List<int>(Rank);
        foreach (int size in Shape)
        {
            if (size != 1) dims.Add(size);
        }
        return Apply.Transform(new ReshapeOp(Shape.Owning([.. dims])), this);
    }

    /// <summary>A view without axis <paramref name="dim"/> if its size is 1, else this tensor.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor Squeeze(int dim)
    {
        int axis = Shape.Axis("Squeeze", dim);
        if (Rank == 0 || Shape[axis] != 1) return this;
        int[] dims = new int[Rank - 1];
        Shape.Dims[..axis].CopyTo(dims);
        Shape.Dims[(axis + 1)..].CopyTo(dims.AsSpan(axis));
        return Apply.Transform(new ReshapeOp(Shape.Owning(dims)), this);
    }

    /// <summary>A view with a new axis of size 1 at <paramref name="dim"/>; -1 puts it last.</summary>
    /// <exception cref="ShapeException">There is no such place.</exception>
    public Tensor Unsqueeze(int dim)
    {
        if (dim < -Rank - 1 || dim > Rank) throw new ShapeException($"Unsqueeze: {Shape} has no place {dim} for a new axis; it must be from {-Rank - 1} to {Rank}");
        int axis = dim < 0 ? dim + Rank + 1 : dim;
        int[] dims = new int[Rank + 1];
        Shape.Dims[..axis].CopyTo(dims);
        dims[axis] = 1;
        Shape.Dims[axis..].CopyTo(dims.AsSpan(axis + 1));
        return Apply.Transform(new ReshapeOp(Shape.Owning(dims)), this);
    }

    /// <summary>Axes <paramref name="startDim"/> to <paramref name="endDim"/> (included) as one: a view where the layout allows, else a copy. A 0-d tensor becomes 1-d.</summary>
    /// <exception cref="ShapeException">An axis does not exist, or the end lies before the start.</exception>
    public Tensor Flatten(int startDim = 0, int endDim = -1)
    {
        int start = Shape.Axis("Flatten", startDim), end = Shape.Axis("Flatten", endDim);
        if (start > end) throw new ShapeException($"Flatten: axes {startDim} to {endDim} of {Shape}: the end lies before the start; name the outer axis first");
        if (start == end && Rank > 0) return this;
        int[] dims = new int[Math.Max(Rank, 1) - (end - start)];
        Shape.Dims[..start].CopyTo(dims);
        long merged = 1;
        for (int i = start; i <= end && i < Rank; i++) merged = Shape.Size("Flatten", merged * Shape[i], start);
        dims[start] = (int)merged;
        if (end < Rank) Shape.Dims[(end + 1)..].CopyTo(dims.AsSpan(start + 1));
        return Apply.Transform(new ReshapeOp(Shape.Owning(dims)), this);
    }

    /// <summary>This tensor, a 0-d one as a view of shape [1].</summary>
    public Tensor AtLeast1d() => Rank >= 1 ? this : Unsqueeze(0);

    /// <summary>This tensor, one of fewer axes with axes of size 1 put in front: [n] becomes [1, n].</summary>
    public Tensor AtLeast2d() => Rank >= 2 ? this : AtLeast1d().Unsqueeze(0);

    /// <summary>This tensor, one of fewer axes with axes of size 1 around them: [n] becomes [1, n, 1] and [m, n] becomes [m, n, 1].</summary>
    public Tensor AtLeast3d() => Rank >= 3 ? this : AtLeast2d().Unsqueeze(-1);
}
