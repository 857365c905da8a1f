namespace PyDeepTensorNet;

/// <summary>Where everything stands in a drawing of a tape: modules as boxes in boxes, each a layered drawing of its own, and links that pass through them layer by layer.</summary>
internal sealed class TapeLayout
{
    private const double Padding = 14, TitleHeight = 24, LineHeight = 15, CharWidth = 6.4;

    private readonly Dictionary<int, LayerBox> _nodes = [];
    private readonly Dictionary<int, List<TapeGroup>> _paths = [];
    private readonly Dictionary<int, Level> _levels = [];
    private readonly Dictionary<(int From, int To), List<LayerLink>> _routes = [];

    /// <summary>For each module, the links that touch it, with the link inside that goes on from there.</summary>
    private readonly Dictionary<LayerBox, List<(LayerLink Outside, LayerLink Inside)>> _crossings = [];

    public double Width { get; }

    public double Height { get; }

    /// <summary>What is drawn inside one module, with the box around it.</summary>
    private sealed record Level(LayerBox Box, List<LayerBox> Boxes, List<LayerLink> Links);

    public TapeLayout(TapeGraph graph, Func<TapeNode, IReadOnlyList<string>> lines)
    {
        TapeGroup root = graph.Grouped();
        Collect(root, [], lines);
        foreach (var (from, to, _) in graph.Edges())
        {
            if (!_routes.ContainsKey((from.Number, to.Number))) _routes.Add((from.Number, to.Number), Link(from, to));
        }
        Arrange(root);
        LayerBox whole = _levels[0].Box;
        (whole.X, whole.Y) = (0, 0);
        Move(root);
        (Width, Height) = (whole.Width, whole.Height);
    }

    public LayerBox this[TapeNode node] => _nodes[node.Number];

    public LayerBox this[TapeGroup group] => _levels[group.Number].Box;

    /// <summary>The points of a link, from the lower edge of one box to the upper edge of another.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="port">Where it touches the upper edge, from 0 to 1.</param>
    public List<(double X, double Y)> Points(TapeNode from, TapeNode to, double port)
    {
        LayerBox start = _nodes[from.Number], end = _nodes[to.Number];
        var points = new List<(double X, double Y)> { (start.Center, start.Y + start.Height) };
        foreach (LayerBox via in _routes[(from.Number, to.Number)].SelectMany(link => link.Via))
        {
            points.Add((via.Center, via.Y));
            points.Add((via.Center, via.Y + via.Height));
        }
        points.Add((end.X + end.Width * port, end.Y));
        return points;
    }

    private void Collect(TapeGroup group, List<TapeGroup> outside, Func<TapeNode, IReadOnlyList<string>> lines)
    {
        List<TapeGroup> path = [.. outside, group];
        var level = new Level(new LayerBox(), [], []);
        _levels.Add(group.Number, level);
        _crossings.Add(level.Box, []);
        foreach (TapeNode node in group.Nodes)
        {
            IReadOnlyList<string> text = lines(node);
            var box = new LayerBox { Width = Math.Max(64, text.Max(line => line.Length) * CharWidth + 20), Height = text.Count * LineHeight + 14 };
            _nodes.Add(node.Number, box);
            _paths.Add(node.Number, path);
            level.Boxes.Add(box);
        }
        foreach (TapeGroup inner in group.Inner)
        {
            Collect(inner, path, lines);
            level.Boxes.Add(_levels[inner.Number].Box);
        }
    }

    /// <summary>A link's way: out of modules from the inside, along, and into modules.</summary>
    private List<LayerLink> Link(TapeNode from, TapeNode to)
    {
        List<TapeGroup> above = _paths[from.Number], below = _paths[to.Number];
        int common = 0;
        while (common < above.Count && common < below.Count && above[common] == below[common]) common++;
        // What flows from operation to operation runs straight; what they are given comes from the side.
        double weight = from.Kind == TapeNodeKind.Op ? 8 : 1;
        var route = new List<LayerLink>();
        for (int depth = above.Count - 1; depth >= common; depth--) Add(above[depth], new() { From = BoxAt(from, depth), Weight = weight });
        Add(above[common - 1], new() { From = BoxAt(from, common - 1), To = BoxAt(to, common - 1), Weight = weight });
        for (int depth = common; depth < below.Count; depth++) Add(below[depth], new() { To = BoxAt(to, depth), Weight = weight });
        for (int i = 0; i < route.Count; i++)
        {
            if (i > 0 && route[i].From is { } left && _crossings.TryGetValue(left, out var leaving)) leaving.Add((route[i], route[i - 1]));
            if (i + 1 < route.Count && route[i].To is { } entered && _crossings.TryGetValue(entered, out var entering)) entering.Add((route[i], route[i + 1]));
        }
        return route;

        void Add(TapeGroup group, LayerLink link)
        {
            route.Add(link);
            _levels[group.Number].Links.Add(link);
        }
    }

    /// <summary>What stands for a node at a depth of its path: the module around it there, or itself.</summary>
    private LayerBox BoxAt(TapeNode node, int depth) => _paths[node.Number] is var path && depth + 1 < path.Count ? _levels[path[depth + 1].Number].Box : _nodes[node.Number];

    /// <summary>From the inside out: a module's size is that of its drawing, and links meet it where they leave or enter that.</summary>
    private void Arrange(TapeGroup group)
    {
        foreach (TapeGroup inner in group.Inner)
        {
            Arrange(inner);
            LayerBox box = _levels[inner.Number].Box;
            foreach (var (outside, inside) in _crossings[box])
            {
                if (outside.From == box) outside.FromShift = Crossing(inside, leaving: true) - box.Width / 2;
                else outside.ToShift = Crossing(inside, leaving: false) - box.Width / 2;
            }
        }
        Level level = _levels[group.Number];
        (double width, double height) = Layers.Arrange(level.Boxes, level.Links);
        double title = group.Number == 0 ? 0 : TitleHeight;
        level.Box.Width = Math.Max(width, group.Title.Length * CharWidth * 1.1) + 2 * Padding;
        level.Box.Height = height + 2 * Padding + title;
        // Titles may be wider than what is in the box.
        double shift = (level.Box.Width - width) / 2;
        foreach (LayerBox box in level.Boxes.Concat(level.Links.SelectMany(link => link.Via).Distinct()))
        {
            box.X += shift;
            box.Y += Padding + title;
        }
    }

    /// <summary>Where a link passes the edge of the module that it runs in.</summary>
    private static double Crossing(LayerLink inside, bool leaving) => leaving
        ? inside.Via.Count > 0 ? inside.Via[^1].Center : inside.From!.Center + inside.FromShift
        : inside.Via.Count > 0 ? inside.Via[0].Center : inside.To!.Center + inside.ToShift;

    /// <summary>From places in their module to places in the picture.</summary>
    private void Move(TapeGroup group)
    {
        Level level = _levels[group.Number];
        foreach (LayerBox box in level.Boxes.Concat(level.Links.SelectMany(link => link.Via).Distinct()))
        {
            box.X += level.Box.X;
            box.Y += level.Box.Y;
        }
        foreach (TapeGroup inner in group.Inner) Move(inner);
    }
}
