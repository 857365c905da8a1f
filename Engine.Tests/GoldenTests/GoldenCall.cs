using System.Text.Json;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>The engine has no such operator, or not this form of it; the text names the form.</summary>
internal sealed class NotOfferedException(string form) : Exception(form);

/// <summary>
/// The arguments of a recorded call by parameter name, whether they were positional or keywords. Several names separated by '|' are aliases.
/// It notes what was read, so that an argument that an adapter overlooks does not pass unnoticed.
/// </summary>
internal sealed class GoldenCall
{
    private readonly Tensor[] _tensors;
    private readonly DType _floating;
    private readonly List<(string Name, JsonElement Value)> _arguments = [];
    private readonly Dictionary<int, Tensor> _prepared = [];
    private readonly HashSet<int> _read = [];

    /// <param name="json">The call: args and kw, and names unless they are given here.</param>
    /// <param name="tensors">The tensors that it refers to.</param>
    /// <param name="floating">The precision of this run.</param>
    /// <param name="names">The parameters' names in order.</param>
    public GoldenCall(JsonElement json, Tensor[] tensors, DType floating, string[]? names = null)
    {
        (_tensors, _floating) = (tensors, floating);
        JsonElement args = json.GetProperty("args");
        names ??= json.TryGetProperty("names", out JsonElement recorded) ? [.. recorded.EnumerateArray().Select(name => name.GetString()!)] : [];
        for (int i = 0; i < args.GetArrayLength(); i++) _arguments.Add((i < names.Length ? names[i] : $"#{i}", args[i]));
        foreach (JsonProperty keyword in json.GetProperty("kw").EnumerateObject()) _arguments.Add((keyword.Name, keyword.Value));
        if (json.TryGetProperty("pre", out JsonElement pre) && pre.ValueKind == JsonValueKind.Object) Prepare(pre);
    }

    /// <summary>Settings alone.</summary>
    public GoldenCall(JsonElement keywords)
    {
        (_tensors, _floating) = ([], PyDeepTensorNet.DType.Float64);
        foreach (JsonProperty keyword in keywords.EnumerateObject()) _arguments.Add((keyword.Name, keyword.Value));
    }

    /// <summary>All arguments in order, which are tensors.</summary>
    public Tensor[] All => [.. Enumerable.Range(0, _arguments.Count).Select(AsTensor)];

    /// <summary>The tensor that the call is about: the first argument, if none is named so.</summary>
    public Tensor Input => AsTensor(Find("input|self") ?? 0);

    /// <summary>The second argument, the other operand.</summary>
    public Tensor Other => AsTensor(1);

    /// <summary>What a loss compares its input with.</summary>
    public Tensor Target => Tensor("target");

    /// <summary>What a loss makes of the elements' losses; the mean, if the call says nothing.</summary>
    public Reduction Reduction => Text("reduction", "mean") switch
    {
        "none" => PyDeepTensorNet.Reduction.None,
        "mean" => PyDeepTensorNet.Reduction.Mean,
        "sum" => PyDeepTensorNet.Reduction.Sum,
        "batchmean" => PyDeepTensorNet.Reduction.BatchMean,
        // A name that does not exist is a value that does not: the engine must refuse it too.
        _ => (Reduction)(-1),
    };

    /// <summary>Whether an argument was given and is not null.</summary>
    public bool Has(string names) => Find(names) is int i && _arguments[i].Value.ValueKind != JsonValueKind.Null;

    public bool IsTensor(string names) => Has(names) && _arguments[Find(names)!.Value].Value is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty("$", out _);

    public bool IsList(string names) => Has(names) && _arguments[Find(names)!.Value].Value.ValueKind == JsonValueKind.Array;

    public bool IsText(string names) => Has(names) && _arguments[Find(names)!.Value].Value.ValueKind == JsonValueKind.String;

    public Tensor Tensor(string names) => Find(names) is int i ? AsTensor(i) : throw new NotOfferedException($"without {names}");

    public Tensor? TensorOrNull(string names) => Has(names) ? Tensor(names) : null;

    /// <summary>A list of tensors, or all arguments of a variadic parameter.</summary>
    public Tensor[] Tensors(string names)
    {
        if (Find(names) is int list && _arguments[list].Value.ValueKind == JsonValueKind.Array) return [.. Read(list).EnumerateArray().Select(Tensor)];
        return [.. Enumerable.Range(0, _arguments.Count).Where(i => Matches(names, _arguments[i].Name)).Select(AsTensor)];
    }

    /// <summary>The items of an index: <c>x[1, ::2, index]</c>.</summary>
    public TensorIndex[] Index(string name) => [.. Required(name).EnumerateArray().Select(Item)];

    public double Number(string names, double? otherwise = null) => NumberOrNull(names) ?? otherwise ?? throw new NotOfferedException($"without {names}");

    public double? NumberOrNull(string names) => Has(names) ? Scalar(Required(names), names) : null;

    /// <summary>A number for which null is a value of its own.</summary>
    public double? NumberUnlessNull(string names, double otherwise) => Find(names) is null ? otherwise : NumberOrNull(names);

    /// <summary>The positional argument whose name a keyword repeats; null where none does.</summary>
    public double? Repeated(string name) => _arguments.FindIndex(argument => argument.Name == name) is var i && i != Find(name) ? Scalar(Read(i), name) : null;

    /// <summary>A whole number; a 0-d tensor is one too.</summary>
    public int Int(string names, int? otherwise = null) => IntOrNull(names) ?? otherwise ?? throw new NotOfferedException($"without {names}");

    public int? IntOrNull(string names)
    {
        if (IsTensor(names)) return Tensor(names).Item<int>();
        return NumberOrNull(names) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;
    }

    public bool Flag(string names, bool otherwise = false) => Has(names) ? Required(names).GetBoolean() : otherwise;

    public string Text(string names, string otherwise) => Has(names) ? Required(names).GetString()! : otherwise;

    /// <summary>One integer or a list of them as a list, in which a null is -1; null where the argument is missing or null.</summary>
    public int[]? IntsOrNull(string names)
    {
        if (!Has(names)) return null;
        JsonElement value = Required(names);
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? -1 : item.GetInt32())] : [(int)Scalar(value, names)];
    }

    public string[] Names(string names) => [.. Required(names).EnumerateArray().Select(item => item.GetString()!)];

    public int[] Ints(string names) => IntsOrNull(names) ?? throw new NotOfferedException($"without {names}");

    /// <summary>Whether an argument is a list of tensors.</summary>
    public bool HoldsTensors(string names) => IsList(names) && _arguments[Find(names)!.Value].Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("$", out _));

    public double[] Numbers(string names) => [.. Required(names).EnumerateArray().Select(item => Scalar(item, names))];

    public int[][] Lists(string names) => [.. Required(names).EnumerateArray().Select(list => list.EnumerateArray().Select(item => item.GetInt32()).ToArray())];

    /// <summary>A module that is an argument.</summary>
    public PyDeepTensorNet.Nn.ModuleBase Module(string names) => GoldenModules.Create(Required(names), _floating);

    /// <summary>A dtype argument, null where there is none; float64 stands for the precision of this run.</summary>
    public DType? DType(string names = "dtype")
    {
        if (!Has(names)) return null;
        string name = Required(names).GetProperty("dtype").GetString()!;
        return name == "f64" ? _floating : GoldenTensor.EngineType(name);
    }

    /// <summary>The tensor, cast where the call names a dtype.</summary>
    public Tensor Cast(Tensor tensor) => DType() is { } dtype ? tensor.To(dtype) : tensor;

    /// <summary>An operator of two operands, each a tensor or a number, through the overload that fits.</summary>
    public Tensor Pair(int left, int right, Func<Tensor, Tensor, Tensor> tensors, Func<Tensor, double, Tensor>? numberRight = null, Func<double, Tensor, Tensor>? numberLeft = null)
    {
        if (right >= _arguments.Count || left >= _arguments.Count) throw new NotOfferedException("with one operand");
        bool leftIsNumber = IsNumber(left), rightIsNumber = IsNumber(right);
        if (leftIsNumber && rightIsNumber) throw new NotOfferedException("of two numbers");
        if (rightIsNumber) return numberRight is null ? throw new NotOfferedException("with a number") : numberRight(AsTensor(left), Scalar(Read(right), "operand"));
        if (leftIsNumber) return numberLeft is null ? throw new NotOfferedException("of a number") : numberLeft(Scalar(Read(left), "operand"), AsTensor(right));
        return tensors(AsTensor(left), AsTensor(right));
    }

    /// <summary>Arguments that were given and never read.</summary>
    public IEnumerable<string> Unread => _arguments.Where((argument, i) => !_read.Contains(i) && argument.Value.ValueKind != JsonValueKind.Null).Select(argument => argument.Name);

    private bool IsNumber(int i) => _arguments[i].Value is { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False }
        || (_arguments[i].Value.ValueKind == JsonValueKind.Object && _arguments[i].Value.TryGetProperty("f", out _));

    // Keywords last, and the last of a name: PyTorch's samples name a positional argument by its place, which a keyword may then repeat.
    private int? Find(string names)
    {
        for (int i = _arguments.Count - 1; i >= 0; i--)
        {
            if (Matches(names, _arguments[i].Name)) return i;
        }
        return null;
    }

    private static bool Matches(string names, string name) => names.Split('|').Contains(name);

    private JsonElement Required(string names) => Find(names) is int i ? Read(i) : throw new NotOfferedException($"without {names}");

    private JsonElement Read(int i)
    {
        _read.Add(i);
        return _arguments[i].Value;
    }

    private Tensor AsTensor(int i)
    {
        if (i >= _arguments.Count) throw new NotOfferedException($"with {_arguments.Count} arguments");
        JsonElement value = Read(i);
        return _prepared.TryGetValue(i, out Tensor? prepared) ? prepared : Tensor(value);
    }

    private Tensor Tensor(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("$", out JsonElement index) ? _tensors[index.GetInt32()] : throw new NotOfferedException("with another value where the engine's type is Tensor");

    private static double Scalar(JsonElement value, string names) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TryGetProperty("f", out JsonElement number) => GoldenTensor.Number(number),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => GoldenTensor.Number(value),
        _ => throw new NotOfferedException($"with {value.ValueKind} as {names}"),
    };

    private TensorIndex Item(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Null) return TensorIndex.NewAxis;
        if (item.ValueKind == JsonValueKind.Number) return item.GetInt32();
        if (item.TryGetProperty("$", out JsonElement tensor)) return _tensors[tensor.GetInt32()];
        if (item.TryGetProperty("ellipsis", out _)) return TensorIndex.Ellipsis;
        if (!item.TryGetProperty("slice", out JsonElement slice)) throw new NotOfferedException($"with the index {item}");
        int?[] bounds = [.. slice.EnumerateArray().Select(bound => bound.ValueKind == JsonValueKind.Null ? (int?)null : bound.GetInt32())];
        return TensorIndex.Slice(bounds[0], bounds[1], bounds[2] ?? 1);
    }

    private void Prepare(JsonElement pre)
    {
        int i = pre.GetProperty("arg").GetInt32();
        Tensor x = Tensor(_arguments[i].Value);
        _prepared[i] = pre.GetProperty("fn").GetString() switch
        {
            "a+aT" => x + x.Transpose(-2, -1),
            "tril" => x.Tril(),
            "triu" => x.Triu(),
            "log_softmax" => x.LogSoftmax(-1),
            var fn => throw new FormatException($"'{fn}' is unknown"),
        };
    }
}
