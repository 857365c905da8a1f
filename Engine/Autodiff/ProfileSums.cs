namespace PyDeepTensorNet;

/// <summary>Adds up the slices of a profile. Slices nest by their times: one that began before those that ended last contains them.</summary>
internal static class ProfileSums
{
    /// <summary>By operation, the dearest first.</summary>
    public static List<OperationProfile> Of(Profile profile)
    {
        var sums = new Dictionary<string, OperationProfile>();
        foreach (SliceTree tree in SliceTree.Of(profile.Slices).SelectMany(root => root.Steps()))
        {
            Slice slice = tree.Slice;
            if (!sums.TryGetValue(slice.Name, out OperationProfile? sum)) sums.Add(slice.Name, sum = new() { Name = slice.Name });
            TimeSpan time = profile.Span(slice.Began, slice.Ended);
            if (slice.Kind == SliceKind.Op) (sum.Count, sum.Forward) = (sum.Count + 1, sum.Forward + time);
            else (sum.BackwardCount, sum.Backward) = (sum.BackwardCount + 1, sum.Backward + time);
            (double flops, double moved) = tree.Work();
            sum.Flops += flops;
            sum.BytesMoved += moved;
            sum.Allocated += slice.Allocated;
        }
        return [.. sums.Values.OrderByDescending(sum => sum.Time).ThenBy(sum => sum.Name, StringComparer.Ordinal)];
    }

    /// <summary>The forward and backward time of each result on the tape, by its <see cref="Tensor.Record"/>.</summary>
    public static Dictionary<long, (TimeSpan Forward, TimeSpan Backward)> ByRecord(Profile profile)
    {
        var times = new Dictionary<long, (TimeSpan Forward, TimeSpan Backward)>();
        foreach (Slice slice in profile.Slices)
        {
            if (slice.Record == 0) continue;
            TimeSpan time = profile.Span(slice.Began, slice.Ended);
            times.TryGetValue(slice.Record, out (TimeSpan Forward, TimeSpan Backward) sum);
            times[slice.Record] = slice.Kind == SliceKind.Op ? (sum.Forward + time, sum.Backward) : (sum.Forward, sum.Backward + time);
        }
        return times;
    }
}

/// <summary>A slice and those inside it.</summary>
internal sealed record SliceTree(Slice Slice, IReadOnlyList<SliceTree> Inner)
{
    /// <summary>The outermost ones, in order.</summary>
    public static List<SliceTree> Of(IReadOnlyList<Slice> slices)
    {
        var open = new List<SliceTree>();
        foreach (Slice slice in slices)
        {
            int first = open.Count;
            while (first > 0 && open[first - 1].Slice.Began >= slice.Began) first--;
            var tree = new SliceTree(slice, open[first..]);
            open.RemoveRange(first, open.Count - first);
            open.Add(tree);
        }
        return open;
    }

    /// <summary>What counts as one step of the program: an op, or a derivative as a whole.</summary>
    public IEnumerable<SliceTree> Steps() => Slice.Kind is SliceKind.Op or SliceKind.Pull ? [this] : Inner.SelectMany(inner => inner.Steps());

    /// <summary>By an op's own formula if it has one, else what it is made of.</summary>
    public (double Flops, double Moved) Work()
    {
        (double Flops, double Moved) inner = (0, 0);
        if (Slice.Kind != SliceKind.Op || Slice.Flops == 0)
        {
            foreach (SliceTree tree in Inner)
            {
                (double flops, double moved) = tree.Work();
                inner = (inner.Flops + flops, inner.Moved + moved);
            }
        }
        return Slice.Kind == SliceKind.Op ? (Slice.Flops + inner.Flops, Slice.Moved) : inner;
    }
}
