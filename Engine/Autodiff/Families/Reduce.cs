namespace PyDeepTensorNet;

/// <summary>What a reduction runs on each row of elements that become one.</summary>
internal interface IRowKernel<T, TResult>
{
    TResult Run(ReadOnlySpan<T> row);
}

/// <summary>The axes that a reduction removes; what all reductions share.</summary>
internal readonly record struct AxisReduction
{
    /// <summary>The reduced axes, ascending.</summary>
    public int[] Axes { get; }

    public bool KeepDim { get; }

    /// <summary>No axes means all.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public AxisReduction(string op, Shape shape, ReadOnlySpan<int> dims, bool keepDim)
    {
        KeepDim = keepDim;
        if (dims.IsEmpty)
        {
            Axes = new int[shape.Rank];
            for (int i = 0; i < Axes.Length; i++) Axes[i] = i;
            return;
        }
        int[] axes = new int[dims.Length];
        for (int i = 0; i < dims.Length; i++) axes[i] = shape.Axis(op, dims[i]);
        Array.Sort(axes);
        for (int i = 1; i < axes.Length; i++)
        {
            if (axes[i] == axes[i - 1]) throw new ShapeException($"{op}: {Shape.Format(dims)} names axis {axes[i]} of {shape} twice; name each axis once");
        }
        Axes = shape.Rank == 0 ? [] : axes;
    }

    /// <summary>The shape of the result.</summary>
    public Shape Result(Shape shape)
    {
        if (Axes.Length == shape.Rank && !KeepDim) return Shape.Scalar;
        var dims = new List<int>(shape.Rank);
        for (int i = 0; i < shape.Rank; i++)
        {
            if (!Axes.Contains(i)) dims.Add(shape[i]);
            else if (KeepDim) dims.Add(1);
        }
        return Shape.Owning([.. dims]);
    }

    /// <summary>The number of elements that become one.</summary>
    public int Count(Shape shape)
    {
        int count = 1;
        foreach (int axis in Axes) count *= shape[axis];
        return count;
    }

    /// <summary>The reduced tensor with its removed axes back as size 1, so that it broadcasts against the unreduced shape.</summary>
    public Tensor Restore(Tensor reduced, Shape shape)
    {
        if (KeepDim) return reduced;
        int[] dims = shape.ToArray();
        foreach (int axis in Axes) dims[axis] = 1;
        return reduced.Reshape(dims);
    }

    /// <summary>The elements with the reduced axes last and contiguous, so that each result comes from one row.</summary>
    public Tensor Rows(Tensor x)
    {
        int kept = x.Rank - Axes.Length;
        for (int i = 0; i < Axes.Length; i++)
        {
            if (Axes[i] != kept + i) return x.Permute(Order(x.Rank)).Contiguous();
        }
        return x.Contiguous();
    }

    /// <summary>The kept axes, then the reduced ones.</summary>
    public int[] Order(int rank)
    {
        int[] order = new int[rank];
        int kept = 0, reduced = rank - Axes.Length;
        for (int i = 0; i < rank; i++) order[Axes.Contains(i) ? reduced++ : kept++] = i;
        return order;
    }

    /// <summary>Runs the kernel on every row.</summary>
    public Tensor Run<T, TResult, TKernel>(Tensor x, TKernel kernel)
        where T : unmanaged where TResult : unmanaged where TKernel : struct, IRowKernel<T, TResult>
    {
        int length = Count(x.Shape);
        ReadOnlySpan<T> rows = Rows(x).Span<T>();
        Tensor y = Tensor.Empty(Result(x.Shape), DTypes.Of<TResult>());
        Span<TResult> result = y.Span<TResult>();
        for (int i = 0; i < result.Length; i++) result[i] = kernel.Run(rows.Slice(i * length, length));
        return y;
    }
}
