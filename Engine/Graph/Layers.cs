namespace PyDeepTensorNet;

/// <summary>A box in a layered drawing, or a point where a link passes a layer.</summary>
internal sealed class LayerBox
{
    /// <summary>The left and upper edge.</summary>
    public double X, Y;
    public double Width, Height;
    public int Rank;

    /// <summary>What is above and below in the neighbouring layers, with how far apart the centres should be and how much that matters.</summary>
    public readonly List<(LayerBox Box, double Shift, double Weight)> Above = [], Below = [];

    public double Center => X + Width / 2;
}

/// <summary>A link from one box down to another; where an end is null it enters at the top or leaves at the bottom.</summary>
internal sealed class LayerLink
{
    public LayerBox? From, To;

    /// <summary>How much it wants to be straight.</summary>
    public double Weight = 1;

    /// <summary>Where it touches its boxes, from their centres.</summary>
    public double FromShift, ToShift;

    /// <summary>The points between, from top to bottom.</summary>
    public readonly List<LayerBox> Via = [];

    /// <summary>Against the direction of the others, because a module is used twice.</summary>
    public bool IsBack;
}

/// <summary>
/// A layered drawing: every box below those it depends on, few crossings (each layer is sorted by the means of its neighbours), straight links (centres are fitted to their neighbours' by isotonic
/// regression, which is exact for a layer whose order is fixed). After Sugiyama, Tagawa and Toda (1981).
/// </summary>
internal static class Layers
{
    private const double ColumnGap = 18, RowGap = 40, PointWidth = 10;
    private const int Sweeps = 8;

    /// <summary>Layers that a link keeps clear of boxes in; a longer one runs behind them, else a tape of n steps would have n^2 points.</summary>
    private const int LongestSpan = 24;

    /// <summary>Gives the boxes their places from (0, 0); returns the size of the whole.</summary>
    public static (double Width, double Height) Arrange(IReadOnlyList<LayerBox> boxes, IReadOnlyList<LayerLink> links)
    {
        Rank(boxes, links);
        int last = boxes.Count == 0 ? 0 : boxes.Max(box => box.Rank);
        var rows = new List<LayerBox>[last + 1];
        for (int i = 0; i < rows.Length; i++) rows[i] = [];
        // Points first: a chain of operations runs down on the left, with what it is given on its right.
        var leaving = new Dictionary<(LayerBox From, double Shift), LayerLink>();
        foreach (LayerLink link in links)
        {
            // From one place down and out they run as one.
            if (link is { From: { } from, To: null } && !leaving.TryAdd((from, link.FromShift), link)) link.Via.AddRange(leaving[(from, link.FromShift)].Via);
            else AddPoints(link, rows);
        }
        foreach (LayerBox box in boxes) rows[box.Rank].Add(box);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (List<LayerBox> row in sweep % 2 == 0 ? rows : rows.Reverse()) Sort(row, sweep % 2 == 0);
        }
        foreach (List<LayerBox> row in rows) Fit(row, box => (0, 0));
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool down = sweep % 2 == 0;
            foreach (List<LayerBox> row in down ? rows : rows.Reverse()) Fit(row, box => Wish(down ? box.Above : box.Below));
        }
        return Stack(rows);
    }

    private static void Rank(IReadOnlyList<LayerBox> boxes, IReadOnlyList<LayerLink> links)
    {
        ILookup<LayerBox, LayerLink> into = links.Where(link => link is { From: not null, To: not null }).ToLookup(link => link.To!);
        ILookup<LayerBox, LayerLink> outOf = links.Where(link => link is { From: not null, To: not null }).ToLookup(link => link.From!);
        Dictionary<LayerBox, int> missing = boxes.ToDictionary(box => box, box => into[box].Count()), order = [];
        for (int i = 0; i < boxes.Count; i++) order[boxes[i]] = i;
        var ready = new PriorityQueue<LayerBox, int>(boxes.Where(box => missing[box] == 0).Select(box => (box, order[box])));
        var done = new HashSet<LayerBox>();
        var sequence = new List<LayerBox>();
        for (int next = 0; done.Count < boxes.Count;)
        {
            if (!ready.TryDequeue(out LayerBox? box, out _))
            {
                // A cycle: its earliest box comes first.
                while (done.Contains(boxes[next])) next++;
                box = boxes[next];
            }
            if (!done.Add(box)) continue;
            sequence.Add(box);
            foreach (LayerLink link in into[box])
            {
                if (done.Contains(link.From!) && !ReferenceEquals(link.From, box)) box.Rank = Math.Max(box.Rank, link.From!.Rank + 1);
                else link.IsBack = true;
            }
            foreach (LayerLink link in outOf[box])
            {
                if (--missing[link.To!] == 0) ready.Enqueue(link.To!, order[link.To!]);
            }
        }
        // What depends on nothing else stands right above what it is for, and so does what is made of that alone.
        HashSet<LayerBox> floating = [], entered = [.. links.Where(link => link.From is null).Select(link => link.To!)];
        foreach (LayerBox box in sequence)
        {
            if (!entered.Contains(box) && into[box].All(link => floating.Contains(link.From!) && outOf[link.From!].Count() == 1)) floating.Add(box);
        }
        foreach (LayerBox box in sequence.Reverse<LayerBox>())
        {
            if (floating.Contains(box) && outOf[box].Any(link => !link.IsBack)) box.Rank = Math.Max(box.Rank, outOf[box].Where(link => !link.IsBack).Min(link => link.To!.Rank) - 1);
        }
    }

    private static void AddPoints(LayerLink link, List<LayerBox>[] rows)
    {
        if (link.IsBack || (link.To?.Rank ?? rows.Length) - (link.From?.Rank ?? -1) > LongestSpan) return;
        LayerBox? above = link.From;
        double shift = link.FromShift;
        for (int rank = (link.From?.Rank ?? -1) + 1; rank < (link.To?.Rank ?? rows.Length); rank++)
        {
            var point = new LayerBox { Width = PointWidth, Rank = rank };
            rows[rank].Add(point);
            link.Via.Add(point);
            Connect(above, point, shift, link.Weight * 2);
            (above, shift) = (point, 0);
        }
        if (link.To is not null) Connect(above, link.To, shift - link.ToShift, link.Weight);
    }

    private static void Connect(LayerBox? above, LayerBox below, double shift, double weight)
    {
        if (above is null) return;
        below.Above.Add((above, shift, weight));
        above.Below.Add((below, -shift, weight));
    }

    /// <summary>By the means of the neighbours' places; while layers are sorted, X is the place in the layer.</summary>
    private static void Sort(List<LayerBox> row, bool down)
    {
        var means = new Dictionary<LayerBox, double>();
        for (int i = 0; i < row.Count; i++)
        {
            var neighbours = down ? row[i].Above : row[i].Below;
            means[row[i]] = neighbours.Count == 0 ? i : neighbours.Average(neighbour => neighbour.Box.X);
        }
        LayerBox[] sorted = [.. row.OrderBy(box => means[box])];
        row.Clear();
        row.AddRange(sorted);
        for (int i = 0; i < sorted.Length; i++) sorted[i].X = i;
    }

    private static (double Center, double Weight) Wish(List<(LayerBox Box, double Shift, double Weight)> neighbours)
    {
        double sum = 0, weights = 0;
        foreach (var (box, shift, weight) in neighbours)
        {
            sum += weight * (box.Center + shift);
            weights += weight;
        }
        return weights == 0 ? (0, 0) : (sum / weights, weights);
    }

    /// <summary>Moves the boxes of a layer to where they wish, in the sense of least squares, without changing their order; those without a wish stay where they are if they can.</summary>
    private static void Fit(List<LayerBox> row, Func<LayerBox, (double Center, double Weight)> wish)
    {
        // Measured from where each would be in a packed layer, centres that keep their distance do not fall.
        var blocks = new List<(double Mean, double Weight, int Count)>();
        double[] packed = new double[row.Count];
        for (int i = 1; i < row.Count; i++) packed[i] = packed[i - 1] + row[i - 1].Width / 2 + ColumnGap + row[i].Width / 2;
        for (int i = 0; i < row.Count; i++)
        {
            (double center, double weight) = wish(row[i]);
            (double Mean, double Weight, int Count) block = weight == 0 ? (row[i].Center - packed[i], 0.01, 1) : (center - packed[i], weight, 1);
            while (blocks.Count > 0 && blocks[^1].Mean >= block.Mean)
            {
                var (mean, before, count) = blocks[^1];
                block = ((mean * before + block.Mean * block.Weight) / (before + block.Weight), before + block.Weight, count + block.Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        int at = 0;
        foreach (var (mean, _, count) in blocks)
        {
            for (int i = 0; i < count; i++, at++) row[at].X = mean + packed[at] - row[at].Width / 2;
        }
    }

    private static (double Width, double Height) Stack(List<LayerBox>[] rows)
    {
        double left = rows.SelectMany(row => row).Select(box => box.X).DefaultIfEmpty().Min(), width = 0, y = 0;
        foreach (List<LayerBox> row in rows)
        {
            double height = row.Select(box => box.Height).DefaultIfEmpty().Max();
            foreach (LayerBox box in row)
            {
                box.X -= left;
                width = Math.Max(width, box.X + box.Width);
                // A point is a line through its layer.
                if (box.Height == 0) box.Height = height;
                box.Y = y + (height - box.Height) / 2;
            }
            y += height + RowGap;
        }
        return (width, Math.Max(0, y - RowGap));
    }
}
