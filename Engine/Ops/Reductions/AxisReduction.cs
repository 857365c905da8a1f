namespace PyDeepTensorNet;

/// <summary>What a reduction runs on each row of elements that become one.</summary>
internal interface IRowKernel<T, TResult>
{
    TResult Run(ReadOnlySpan<T> row);
}

/// <summary>The axes that a reduction removes; what all reductions share.</summary>
internal readonly record struct AxisReduction
{
    /// <summary>All axes of a tensor, by its rank.</summary>
    private static readonly int[][] s_all = [[], [0], [0, 1], [0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, 4]];

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
            Axes = shape.Rank < s_all.Length ? s_all[shape.Rank] : [.. Enumerable.Range(0, shape.Rank)];
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
        if (KeepDim || reduced.Rank == 0) return reduced;
        int[] dims = shape.ToArray();
        foreach (int axis in Axes) dims[axis] = 1;
        return reduced.Reshape(dims);
    }

    /// <exception cref="ShapeException">No element would become one, and the reduction has no value for that.</exception>
    public void CheckNotEmpty(string op, Shape shape)
    {
        if (Count(shape) > 0) return;
        string which = Axes.Length == shape.Rank ? "the tensor" : Axes.Length == 1 ? $"axis {Axes[0]}" : $"axes {Shape.Format(Axes)}";
        throw new ShapeException($"{op}: {shape}: {which} has no elements, and {op} of nothing has no value; check for an empty batch, or reduce another axis");
    }

    /// <summary>Differentiable rows: the reduced axes as one, the last.</summary>
    public Tensor ToRows(Tensor x)
    {
        int[] order = Order(x.Rank), dims = new int[x.Rank - Axes.Length + 1];
        for (int i = 0; i < dims.Length - 1; i++) dims[i] = x.Shape[order[i]];
        dims[^1] = Count(x.Shape);
        return x.Permute(order).Reshape(dims);
    }

    /// <summary>Undoes <see cref="ToRows"/>.</summary>
    public Tensor FromRows(Tensor rows, Shape shape)
    {
        int[] order = Order(shape.Rank), dims = new int[shape.Rank], inverse = new int[shape.Rank];
        for (int i = 0; i < order.Length; i++) (dims[i], inverse[order[i]]) = (shape[order[i]], i);
        return rows.Reshape(dims).Permute(inverse);
    }

    /// <summary>How far each element of a row is above the largest of the others there; negative below it.</summary>
    public IEnumerable<double> Leads(Tensor x)
    {
        double[] rows = ToRows(x.Detach()).ToArray<double>();
        int length = Count(x.Shape);
        for (int start = 0; start < rows.Length; start += length)
        {
            double first = double.NegativeInfinity, second = first;
            for (int i = start; i < start + length; i++)
            {
                if (rows[i] > first) (first, second) = (rows[i], first);
                else if (rows[i] > second) second = rows[i];
            }
            for (int i = start; i < start + length; i++) yield return rows[i] - (rows[i] == first ? second : first);
        }
    }

    /// <summary>The cotangent of a reduction shared evenly among the elements that the mask marks.</summary>
    public Tensor ShareEvenly(Tensor mask, Tensor dy)
    {
        Tensor count = mask.Sum(Axes, keepDim: true).To(dy.DType);
        return Tensor.Where(mask, Restore(dy, mask.Shape) / count, 0);
    }

    /// <summary>The elements with the reduced axes last and contiguous, so that each result comes from one row; not recorded.</summary>
    private Tensor Rows(Tensor x)
    {
        int kept = x.Rank - Axes.Length;
        for (int i = 0; i < Axes.Length; i++)
        {
            if (Axes[i] == kept + i) continue;
            x = new PermuteOp(Order(x.Rank)).Forward(x);
            break;
        }
        return x.IsContiguous ? x : new CloneOp().Forward(x);
    }

    /// <summary>The kept axes, then the reduced ones.</summary>
    private int[] Order(int rank)
    {
        int[] order = new int[rank];
        int kept = 0, reduced = rank - Axes.Length;
        for (int i = 0; i < rank; i++) order[Axes.Contains(i) ? reduced++ : kept++] = i;
        return order;
    }

    /// <summary>Runs the kernel on every row; not recorded.</summary>
    public Tensor Run<T, TResult, TKernel>(Tensor x, TKernel kernel)
        where T : unmanaged where TResult : unmanaged where TKernel : struct, IRowKernel<T, TResult>
    {
        if (Axes.Length == x.Rank && x.IsContiguous)
        {
            Tensor total = Tensor.Empty<TResult>(Result(x.Shape));
            total.Span<TResult>()[0] = kernel.Run(x.Span<T>());
            return total;
        }
        int length = Count(x.Shape);
        Tensor rows = Rows(x), y = Tensor.Empty(Result(x.Shape), DTypes.Of<TResult>());
        var work = new RowWork<T, TResult, TKernel>(kernel, rows, y, length);
        if (y.ElementCount == 1) work.Run(0, 1);
        else Kernels.RowPieces.Run(y.ElementCount, length, work);
        return y;
    }

    private readonly struct RowWork<T, TResult, TKernel>(TKernel kernel, Tensor rows, Tensor y, int length) : Kernels.IRowWork
        where T : unmanaged where TResult : unmanaged where TKernel : struct, IRowKernel<T, TResult>
    {
        public void Run(int first, int end)
        {
            using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
            ReadOnlySpan<T> source = rows.Span<T>();
            Span<TResult> result = y.Span<TResult>();
            for (int i = first; i < end; i++) result[i] = kernel.Run(source.Slice(i * length, length));
        }
    }
}
