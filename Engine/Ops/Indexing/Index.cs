namespace PyDeepTensorNet;

/// <summary>
/// Index tensors and masks over axes of one tensor, as a list of places. They broadcast together; the result has their axes where the indexed ones stood if those are neighbours, else in front.
/// </summary>
internal static class AdvancedIndex
{
    /// <param name="Axis">The first axis of the view that it covers.</param>
    /// <param name="OwnAxis">Where that axis stands in the tensor that the view is of.</param>
    /// <param name="Places">An index tensor or mask.</param>
    public readonly record struct Item(int Axis, int OwnAxis, Tensor Places);

    /// <param name="x">The tensor, for messages.</param>
    /// <param name="view">What the other items of the index left of it.</param>
    /// <param name="items">Index tensors and masks, ascending by axis.</param>
    /// <param name="result">The shape of the indexed part.</param>
    public static Places Resolve(Tensor x, Tensor view, List<Item> items, out Shape result) =>
        Journal.Capturing is { } recorder ? Capture(recorder, x, view, items, out result) : Find(x, view, items, out result);

    private static Places Capture(Recorder recorder, Tensor x, Tensor view, List<Item> items, out Shape result)
    {
        Shape shape = Shape.Scalar;
        int run = 1;
        int[] offsets = recorder.Numbers("Index", [.. items.Select(item => item.Places)], () =>
        {
            Places places = Find(x, view, items, out shape);
            run = places.Run;
            return places.Offsets;
        });
        result = shape;
        return new(offsets, run);
    }

    private static Places Find(Tensor x, Tensor view, List<Item> items, out Shape result)
    {
        Shape own = view.Shape;
        var lists = new SortedDictionary<int, Item>();
        foreach (Item item in items)
        {
            if (item.Places.DType == DType.Bool) AddMask(x, item, lists);
            else lists.Add(item.Axis, item);
        }
        Shape index = lists.First().Value.Places.Shape;
        foreach (Item list in lists.Values) index = Shape.Broadcast("Index", index, list.Places.Shape);

        // What the index alone adds to the offset of a place.
        int[] indexed = new int[index.ElementCount];
        foreach ((int axis, Item list) in lists)
        {
            long[] places = Places.Read("Index", list.Places.Expand(index));
            for (int i = 0; i < indexed.Length; i++)
            {
                long place = places[i] < 0 ? places[i] + own[axis] : places[i];
                if (place < 0 || place >= own[axis]) throw x.OutOfRange("Index", places[i], list.OwnAxis);
                indexed[i] += (int)place * own.Strides[axis];
            }
        }

        int first = lists.Keys.First(), last = lists.Keys.Last();
        bool neighbours = last - first == lists.Count - 1;
        int[] offsets = neighbours ? [0] : indexed;
        var dims = new List<int>(neighbours ? [] : index);
        for (int axis = 0; axis <= last; axis++)
        {
            if (neighbours && axis == first)
            {
                offsets = Cross(offsets, indexed);
                dims.AddRange(index);
            }
            if (lists.ContainsKey(axis)) continue;
            offsets = Cross(offsets, own[axis], own.Strides[axis]);
            dims.Add(own[axis]);
        }
        // Axes after the last indexed one are read in one run.
        int run = 1;
        foreach (int size in own.Dims[(last + 1)..])
        {
            dims.Add(size);
            run *= size;
        }
        result = Shape.Owning([.. dims]);
        return result.ElementCount == 0 ? new([], 1) : new(offsets, run);
    }

    /// <summary>Every sum of an outer and an inner offset.</summary>
    private static int[] Cross(int[] outer, int[] inner)
    {
        int[] sums = new int[outer.Length * inner.Length];
        for (int i = 0, next = 0; i < outer.Length; i++)
        {
            foreach (int offset in inner) sums[next++] = outer[i] + offset;
        }
        return sums;
    }

    private static int[] Cross(int[] outer, int size, int stride)
    {
        int[] inner = new int[size];
        for (int i = 0; i < size; i++) inner[i] = i * stride;
        return Cross(outer, inner);
    }

    /// <summary>A mask over r axes counts as r index tensors: the coordinates of its true elements.</summary>
    private static void AddMask(Tensor x, Item item, SortedDictionary<int, Item> lists)
    {
        (int first, int own, Tensor mask) = item;
        if (mask.Rank == 0) throw new ShapeException("Index: a 0-d mask covers no axis; choose with a C# if, or with Where");
        for (int i = 0; i < mask.Rank; i++)
        {
            if (mask.Shape[i] != x.Shape[own + i])
            {
                throw new ShapeException($"Index: the mask {mask.Shape} does not fit {x.Describe()} from axis {own} on: sizes {mask.Shape[i]} and {x.Shape[own + i]} of axis {own + i} differ; a mask has the sizes of the axes that it covers");
            }
        }
        Tensor coordinates = mask.Nonzero();
        for (int i = 0; i < mask.Rank; i++) lists.Add(first + i, new(first + i, own + i, coordinates.Select(1, i)));
    }
}
