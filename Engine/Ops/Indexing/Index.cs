namespace PyDeepTensorNet;

/// <summary>Index tensors and masks over axes of one tensor, checked and broadcast: which places are taken, and where they stand in the result.</summary>
internal sealed class IndexPlan
{
    /// <summary>The indexed axes, ascending.</summary>
    private readonly int[] _axes;

    /// <summary>For each indexed axis the place of every element of the broadcast index.</summary>
    private readonly int[][] _places;

    /// <summary>The axes left whole that come before and after the index in the result.</summary>
    private readonly int[] _before, _after;

    /// <summary>The sizes of the axes after.</summary>
    private readonly Shape _slice;

    public IndexPlan(Tensor x, List<(int Axis, Tensor Places)> items)
    {
        var axes = new List<int>();
        var lists = new List<Tensor>();
        foreach ((int axis, Tensor places) in items)
        {
            if (places.DType.IsFloating()) throw new DTypeException($"Index: {places.Describe()} is no index: places are int32 or int64, masks bool; cast with To(DType.Int64), or compare to make a mask");
            if (places.DType == DType.Bool) AddMask(x, axis, places, axes, lists);
            else Add(axis, places);
        }

        Shape shape = lists[0].Shape;
        foreach (Tensor list in lists) shape = Shape.Broadcast("Index", shape, list.Shape);
        _axes = [.. axes];
        _places = new int[_axes.Length][];
        for (int i = 0; i < _places.Length; i++) _places[i] = Resolve(x, _axes[i], lists[i].Expand(shape));

        int[] whole = [.. Enumerable.Range(0, x.Rank).Except(_axes)];
        bool neighbours = _axes[^1] - _axes[0] == _axes.Length - 1;
        int at = neighbours ? _axes[0] : 0;
        (_before, _after) = (whole[..at], whole[at..]);
        _slice = [.. _after.Select(axis => x.Shape[axis])];
        Result = [.. _before.Select(axis => x.Shape[axis]), .. shape.Dims, .. _slice.Dims];

        void Add(int axis, Tensor places)
        {
            axes.Add(axis);
            lists.Add(places);
        }
    }

    /// <summary>The shape of the indexed part.</summary>
    public Shape Result { get; }

    /// <summary>The part, as a new tensor.</summary>
    public Tensor Read(Tensor x)
    {
        Tensor part = Tensor.Empty(Result, x.DType);
        switch (x.DType)
        {
            case DType.Float32: Read<float>(x, part); break;
            case DType.Float64: Read<double>(x, part); break;
            case DType.Int64: Read<long>(x, part); break;
            case DType.Int32: Read<int>(x, part); break;
            default: Read<bool>(x, part); break;
        }
        return part;
    }

    /// <summary>Writes the part; where a place is named twice, the later element stays.</summary>
    public void Write(Tensor x, Tensor part)
    {
        switch (x.DType)
        {
            case DType.Float32: Write<float>(x, part); break;
            case DType.Float64: Write<double>(x, part); break;
            case DType.Int64: Write<long>(x, part); break;
            case DType.Int32: Write<int>(x, part); break;
            default: Write<bool>(x, part); break;
        }
    }

    /// <summary>Adds a floating part, as often as a place is named.</summary>
    public void Accumulate(Tensor x, Tensor part)
    {
        if (x.DType == DType.Float32) Accumulate<float>(x, part);
        else Accumulate<double>(x, part);
    }

    private void Read<T>(Tensor x, Tensor part) where T : unmanaged =>
        Kernels.Slices.Read<T>(x.Memory<T>(), Starts(x), Strides(x), part.Span<T>(), _slice.Strides, _slice);

    private void Write<T>(Tensor x, Tensor part) where T : unmanaged =>
        Kernels.Slices.Write<T>(part.Contiguous().Span<T>(), x.Memory<T>(), Starts(x), Strides(x), _slice.Strides, _slice);

    private void Accumulate<T>(Tensor x, Tensor part) where T : unmanaged, System.Numerics.INumber<T> =>
        Kernels.Slices.Add<T>(part.Contiguous().Span<T>(), x.Memory<T>(), Starts(x), Strides(x), _slice.Strides, _slice);

    /// <summary>Where in the memory of <paramref name="x"/> each slice of the part starts, in the part's order: a slice spans the axes after the index.</summary>
    private int[] Starts(Tensor x)
    {
        int[] starts = [x.Offset];
        foreach (int axis in _before) starts = Cross(starts, x.Shape[axis], x.Strides[axis]);
        int[] offsets = new int[_places[0].Length];
        for (int i = 0; i < _axes.Length; i++)
        {
            int stride = x.Strides[_axes[i]];
            int[] places = _places[i];
            for (int k = 0; k < offsets.Length; k++) offsets[k] += places[k] * stride;
        }
        int[] all = new int[starts.Length * offsets.Length];
        for (int i = 0, next = 0; i < starts.Length; i++)
        {
            foreach (int offset in offsets) all[next++] = starts[i] + offset;
        }
        return all;

        static int[] Cross(int[] starts, int size, int stride)
        {
            int[] all = new int[starts.Length * size];
            for (int i = 0; i < all.Length; i++) all[i] = starts[i / size] + i % size * stride;
            return all;
        }
    }

    private int[] Strides(Tensor x)
    {
        int[] strides = new int[_after.Length];
        for (int i = 0; i < strides.Length; i++) strides[i] = x.Strides[_after[i]];
        return strides;
    }

    /// <summary>A mask over r axes counts as r index tensors: the coordinates of its true elements.</summary>
    private static void AddMask(Tensor x, int axis, Tensor mask, List<int> axes, List<Tensor> lists)
    {
        if (mask.Rank == 0) throw new ShapeException("Index: a 0-d mask covers no axis; choose with a C# if, or with Where");
        for (int i = 0; i < mask.Rank; i++)
        {
            if (mask.Shape[i] != x.Shape[axis + i])
            {
                throw new ShapeException($"Index: the mask {mask.Shape} does not fit {x.Describe()} from axis {axis} on: sizes {mask.Shape[i]} and {x.Shape[axis + i]} of axis {axis + i} differ; a mask has the sizes of the axes that it covers");
            }
        }
        ReadOnlySpan<bool> truths = mask.ToArray<bool>();
        int[] found = new int[truths.Count(true)];
        for (int i = 0, next = 0; i < truths.Length; i++)
        {
            if (truths[i]) found[next++] = i;
        }
        for (int i = 0; i < mask.Rank; i++)
        {
            int stride = mask.Shape.Strides[i], size = mask.Shape[i];
            int[] places = new int[found.Length];
            for (int k = 0; k < places.Length; k++) places[k] = found[k] / stride % size;
            axes.Add(axis + i);
            lists.Add(Tensor.Owning(places, [places.Length]));
        }
    }

    private static int[] Resolve(Tensor x, int axis, Tensor list)
    {
        long[] wanted = list.To(DType.Int64).ToArray<long>();
        int[] places = new int[wanted.Length];
        int size = x.Shape[axis];
        for (int i = 0; i < places.Length; i++)
        {
            long place = wanted[i] < 0 ? wanted[i] + size : wanted[i];
            if (place < 0 || place >= size) throw x.OutOfRange("Index", wanted[i], axis);
            places[i] = (int)place;
        }
        return places;
    }
}

/// <summary>The elements at the places that index tensors name; see the indexer of <see cref="Tensor"/>.</summary>
internal readonly record struct IndexOp(IndexPlan Plan) : IPartOp
{
    public string Name => "Index";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x) => Plan.Read(x);

    public void AddTo(Tensor x, Tensor part) => Plan.Accumulate(x, part);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Embed(this, dy, shape);
}
