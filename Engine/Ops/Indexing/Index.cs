namespace PyDeepTensorNet;

/// <summary>
/// Index tensors and masks over axes of one tensor, as a list of places. They broadcast together; the result has their axes where the indexed ones stood if those are neighbours, else in front.
/// </summary>
internal static class AdvancedIndex
{
    /// <param name="x">The tensor.</param>
    /// <param name="items">Index tensors and masks, each with the first axis that it covers, ascending.</param>
    /// <param name="result">The shape of the indexed part.</param>
    public static Places Resolve(Tensor x, List<(int Axis, Tensor Places)> items, out Shape result)
    {
        Shape own = x.Shape;
        var lists = new SortedDictionary<int, Tensor>();
        foreach ((int axis, Tensor places) in items)
        {
            if (places.DType == DType.Bool) AddMask(x, axis, places, lists);
            else lists.Add(axis, places);
        }
        Shape index = lists.First().Value.Shape;
        foreach (Tensor list in lists.Values) index = Shape.Broadcast("Index", index, list.Shape);

        // What the index alone adds to the offset of a place.
        int[] indexed = new int[index.ElementCount];
        foreach ((int axis, Tensor list) in lists)
        {
            long[] places = Places.Read("Index", list.Expand(index));
            for (int i = 0; i < indexed.Length; i++)
            {
                long place = places[i] < 0 ? places[i] + own[axis] : places[i];
                if (place < 0 || place >= own[axis]) throw x.OutOfRange("Index", places[i], axis);
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
    private static void AddMask(Tensor x, int axis, Tensor mask, SortedDictionary<int, Tensor> lists)
    {
        if (mask.Rank == 0) throw new ShapeException("Index: a 0-d mask covers no axis; choose with a C# if, or with Where");
        for (int i = 0; i < mask.Rank; i++)
        {
            if (mask.Shape[i] != x.Shape[axis + i])
            {
                throw new ShapeException($"Index: the mask {mask.Shape} does not fit {x.Describe()} from axis {axis} on: sizes {mask.Shape[i]} and {x.Shape[axis + i]} of axis {axis + i} differ; a mask has the sizes of the axes that it covers");
            }
        }
        Tensor coordinates = mask.Nonzero();
        for (int i = 0; i < mask.Rank; i++) lists.Add(axis + i, coordinates.Select(1, i));
    }
}
