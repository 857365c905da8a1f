namespace PyDeepTensorNet;

/// <summary>Where the cotangent becomes zero on the recorded ways from a loss back to a parameter.</summary>
internal sealed class ZeroGradient
{
    private static readonly HashSet<string> s_flat = ["Floor", "Ceil", "Round", "Trunc", "Sign", "Heaviside", "FloorDivide", "TruncDivide", "Nextafter"];

    private static readonly HashSet<string> s_activations =
        ["Relu", "LeakyRelu", "Prelu", "Elu", "Gelu", "GeluTanh", "Silu", "Mish", "Sigmoid", "LogSigmoid", "Tanh", "Softmax", "Softplus", "Threshold", "Hardsigmoid", "Hardswish", "Hardshrink", "Softshrink"];

    private static readonly HashSet<string> s_choices =
        ["Where", "Maximum", "Minimum", "Fmax", "Fmin", "Clamp", "ClampMin", "ClampMax", "AMax", "AMin"];

    private readonly Journal _journal;
    private readonly Tensor _loss, _parameter;
    private readonly int _start;

    /// <summary>The entries on ways from the parameter to the loss, and their cotangents.</summary>
    private readonly Gradients.Pair[] _pairs;

    private readonly Dictionary<int, int> _places = [];

    private ZeroGradient(Journal journal, int start, Tensor loss, Tensor parameter)
    {
        (_journal, _start, _loss, _parameter) = (journal, start, loss, parameter);
        int root = journal.Find(loss);
        _pairs = [.. OnTheWay(journal.Find(parameter), root).Select(node => new Gradients.Pair { Node = node })];
        for (int i = 0; i < _pairs.Length; i++) _places[_pairs[i].Node] = i;
        Sweep(_start, root, Tensor.OnesLike(loss), _pairs);
    }

    /// <summary>Explains a parameter from which recorded operations lead to the loss.</summary>
    public static GradientExplanation Explain(Journal journal, int start, Tensor loss, Tensor parameter)
    {
        bool paused = journal.Pause();
        try
        {
            return new ZeroGradient(journal, start, loss, parameter).Explain();
        }
        finally
        {
            journal.Resume(paused);
        }
    }

    private GradientExplanation Explain()
    {
        int parameter = _journal.Find(_parameter), node = _journal.Find(_loss);
        List<int> path = [node];
        while (node != parameter)
        {
            // The ways hold together: while the parameter is not reached, some input is on them.
            int next = Entry.NoNode;
            foreach (int input in _journal[node].Inputs())
            {
                if (_places.ContainsKey(input) && (next == Entry.NoNode || (Norm(next) == 0 && Norm(input) != 0))) next = input;
            }
            path.Add(node = next);
        }
        path.Reverse();
        GradientStep[] steps = [.. path.Select(at => Explainer.StepAt(_journal, at, Norm(at)))];
        if (Norm(parameter) != 0)
        {
            return new(_loss, _parameter, GradientCause.None, $"its norm is {Quantities.Significant(Norm(parameter))}, through {path.Count - 1} operation{(path.Count == 2 ? "" : "s")}", "", steps, null);
        }
        // Dead units give zeros, and what comes after them may have no slope there; they are the cause all the same.
        int dead = path.FindIndex(1, IsDead), lost = dead >= 0 ? dead : path.FindIndex(at => Norm(at) != 0);
        (GradientCause cause, string reason, string remedy) = lost < 0
            ? (GradientCause.ZeroDerivative, "its cotangent is zero to begin with", "")
            : Why(path[lost], path[lost - 1]);
        int others = lost < 0 || dead >= 0 ? 0 : Ends().Count(end => end != path[lost]);
        if (others > 0) reason += $" (and {others} other way{(others == 1 ? "" : "s")} cut as well)";
        return new(_loss, _parameter, cause, reason, remedy, steps, lost < 0 ? null : steps[lost]);
    }

    /// <summary>Why nothing passes from <paramref name="node"/> to its input <paramref name="input"/>.</summary>
    private (GradientCause, string, string) Why(int node, int input)
    {
        Entry entry = _journal[node];
        string op = entry.Rule!.Name, at = $"{op}, entry {node}{_journal.At(node)}";
        Gradients.Pair[] alone = [new() { Node = input }];
        if (_pairs[_places[node]].Value is { } arriving && !IsDead(node)) Sweep(node, node, arriving, alone);
        if (alone[0].Value is { } share && NormOf(share) != 0) return (GradientCause.Cancelled, $"what {at}, passes back to its input, entry {input}, is cancelled by the other uses of it, or by a hook", "look at the sum: does it subtract a value from itself?");
        if (op == "Checkpoint") return (GradientCause.ZeroDerivative, $"{at}, uses it, but gives a result that does not depend on it", "call the segment without Checkpoint.Run to see why");
        if (s_flat.Contains(op)) return (GradientCause.ZeroDerivative, $"{at}, has derivative zero everywhere", "use a smooth function, or pass the gradient on with x + (f(x) - x).Detach()");
        if (s_activations.Contains(op)) return (GradientCause.DeadUnits, $"all {entry.Shape.ElementCount} units of {at}, are dead: {Range(entry)}", "start from smaller weights, lower the learning rate, or use an activation that leaks, such as LeakyRelu");
        if (Zeros(entry, input) is { } zeros) return (GradientCause.MultipliedByZero, $"{at}, multiplies it by {zeros}", "start that factor from other values than zero");
        if (op is "MulScalar" or "DivScalar") return (GradientCause.MultipliedByZero, $"{at}, multiplies it by the number 0", "leave the term out, or use another factor");
        if (s_choices.Contains(op)) return (GradientCause.NotSelected, $"{at}, takes no element of it", "look at the mask, or at the bounds");
        return (GradientCause.ZeroDerivative, $"{at}, has derivative zero at these operands", "look at the operands");
    }

    private bool IsDead(int node) => _journal[node] is { Rule: { } rule, Output: { } output } && s_activations.Contains(rule.Name) && NormOf(output) == 0;

    /// <summary>Another operand of an entry that is zero throughout, if one is.</summary>
    private string? Zeros(in Entry entry, int input)
    {
        foreach (var (saved, node) in (ReadOnlySpan<(Tensor?, int)>)[(entry.A, entry.NodeA), (entry.B, entry.NodeB), (entry.C, entry.NodeC)])
        {
            if (saved is not null && saved.DType.IsFloating() && node != input && NormOf(saved) == 0) return $"{saved.Describe()}{(node == Entry.NoNode ? "" : $", entry {node}{(_journal[node].IsLeaf ? "" : _journal.At(node))}")}, which is zero throughout";
        }
        return null;
    }

    private static string Range(in Entry entry)
    {
        (Tensor values, string which) = entry.A is { } input ? (input, "inputs") : entry.Output is { } output ? (output, "outputs") : (Tensor.Zeros(0), "");
        return which.Length == 0 ? "on the flat side" : ValueRange.Of(values) is var range && range.Low == range.High && range.IsFinite ? $"its {which} are all {Quantities.Significant(range.Low)}" : $"its {which} lie in {range}";
    }

    /// <summary>Entries that have a cotangent none of which arrives on the ways.</summary>
    private IEnumerable<int> Ends() => _pairs.Select(pair => pair.Node).Where(node => Norm(node) != 0 && _journal[node].Inputs().Where(_places.ContainsKey).All(input => Norm(input) == 0));

    /// <summary>The entries between a parameter and a root.</summary>
    private List<int> OnTheWay(int parameter, int root)
    {
        HashSet<int> after = [parameter], before = [root];
        for (int node = _start; node <= root; node++)
        {
            if (_journal[node].Inputs().Any(after.Contains)) after.Add(node);
        }
        for (int node = root; node >= _start; node--)
        {
            if (before.Contains(node)) before.UnionWith(_journal[node].Inputs().Where(after.Contains));
        }
        return [.. before.Where(after.Contains).Order()];
    }

    private void Sweep(int start, int root, Tensor seed, Gradients.Pair[] wanted)
    {
        Sweep sweep = _journal.RentSweep();
        try
        {
            sweep.Run(start, root, seed, wanted);
        }
        finally
        {
            _journal.Return(sweep);
        }
    }

    private double Norm(int node) => _pairs[_places[node]].Value is { } cotangent ? NormOf(cotangent) : 0;

    /// <summary>The 2-norm; NaN where an element is.</summary>
    private static double NormOf(Tensor tensor) => Math.Sqrt(ValueRange.Of(tensor).SumOfSquares);
}
