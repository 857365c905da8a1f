using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace PyDeepTensorNet.Nn;

/// <summary>
/// What holds parameters: an ordered tree of named parameters, buffers and inner modules. <see cref="Module"/> adds the forward function of one tensor,
/// <see cref="Loss"/> that of a prediction and a target; derive from this class itself for any other signature.
/// </summary>
/// <remarks>Members are registered by name, so that nothing is found by reflection and trimming takes nothing away.</remarks>
public abstract partial class ModuleBase
{
    private readonly List<KeyValuePair<string, Tensor>> _parameters = [];
    private readonly List<KeyValuePair<string, Tensor>> _buffers = [];
    private readonly List<KeyValuePair<string, ModuleBase>> _children = [];
    private (ModuleBase Module, string Name)? _parent;
    private Scope? _scope;
    private int _registrations;
    private Listing? _listing;

    /// <summary>The parameters of a whole tree, as of so many registrations in it.</summary>
    private sealed record Listing(int Registrations, List<KeyValuePair<string, Tensor>> Named, List<Tensor> Parameters);

    /// <summary>Whether the module is in training mode (the start) or evaluation mode; <see cref="Dropout"/> asks.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>The inner modules by name, in the order of registration.</summary>
    public IReadOnlyList<KeyValuePair<string, ModuleBase>> Children => _children;

    /// <summary>The number of inner modules.</summary>
    private protected int ChildCount => _children.Count;

    /// <summary>An inner module by its place, which takes less than through the interface of <see cref="Children"/>.</summary>
    private protected ModuleBase Child(int index) => _children[index].Value;

    /// <summary>Makes <paramref name="module"/> part of this one and returns it: <c>_hidden = Register("hidden", new Linear(4, 5))</c>.</summary>
    /// <exception cref="ArgumentException">The name is empty, holds a dot or is taken; or the module contains this one.</exception>
    protected TModule Register<TModule>(string name, TModule module) where TModule : ModuleBase
    {
        CheckName(nameof(Register), name);
        if (module.Modules().Contains(this)) throw new ArgumentException($"Register: {module.GetType().Name} '{name}' contains the {GetType().Name} it is registered in; modules form a tree");
        _children.Add(new(name, module));
        module._parent ??= (this, name);
        _registrations++;
        return module;
    }

    /// <summary>
    /// Makes <paramref name="module"/> part of this one under the name it is assigned to: <c>Register(_hidden = new Linear(4, 5))</c> registers <c>hidden</c>.
    /// </summary>
    /// <param name="module">The inner module.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    /// <exception cref="ArgumentException">The expression gives no name, the name is taken, or the module contains this one.</exception>
    protected TModule Register<TModule>(TModule module, [CallerArgumentExpression(nameof(module))] string expression = "") where TModule : ModuleBase =>
        Register(NameIn(nameof(Register), expression), module);

    /// <summary>Makes <paramref name="tensor"/> a parameter, which optimisers train, and returns it with <see cref="Tensor.RequiresGrad"/> set.</summary>
    /// <exception cref="ArgumentException">The name is empty, holds a dot or is taken.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    /// <exception cref="ShapeException">The tensor is a strided view.</exception>
    protected Tensor RegisterParameter(string name, Tensor tensor)
    {
        Add(nameof(RegisterParameter), _parameters, name, tensor);
        tensor.RequiresGrad = true;
        return tensor;
    }

    /// <summary>Makes <paramref name="tensor"/> a parameter under the name it is assigned to: <c>RegisterParameter(_gain = Tensor.Ones(3))</c> registers <c>gain</c>.</summary>
    /// <inheritdoc cref="RegisterParameter(string, Tensor)"/>
    protected Tensor RegisterParameter(Tensor tensor, [CallerArgumentExpression(nameof(tensor))] string expression = "") =>
        RegisterParameter(NameIn(nameof(RegisterParameter), expression), tensor);

    /// <summary>Makes <paramref name="tensor"/> a buffer: saved and cast with the module, but not trained.</summary>
    /// <exception cref="ArgumentException">The name is empty, holds a dot or is taken.</exception>
    /// <exception cref="ShapeException">The tensor is a strided view.</exception>
    protected Tensor RegisterBuffer(string name, Tensor tensor)
    {
        Add(nameof(RegisterBuffer), _buffers, name, tensor);
        return tensor;
    }

    /// <summary>Makes <paramref name="tensor"/> a buffer under the name it is assigned to: <c>RegisterBuffer(_mean = Tensor.Zeros(3))</c> registers <c>mean</c>.</summary>
    /// <inheritdoc cref="RegisterBuffer(string, Tensor)"/>
    protected Tensor RegisterBuffer(Tensor tensor, [CallerArgumentExpression(nameof(tensor))] string expression = "") =>
        RegisterBuffer(NameIn(nameof(RegisterBuffer), expression), tensor);

    /// <summary>
    /// All parameters, own ones first, then those of inner modules in order; a shared one is listed once. The same list comes back until something is registered.
    /// Listing gives each tensor its name.
    /// </summary>
    public IReadOnlyList<Tensor> Parameters() => List().Parameters;

    /// <summary>All parameters with their names, as PyTorch names them: <c>0.weight</c>, <c>layers.1.bias</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> NamedParameters() => List().Named;

    /// <summary>All buffers with their names; a shared one is listed once.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> NamedBuffers() => Distinct(module => module._buffers);

    /// <summary>This module and all inside it, parents first, a shared one once.</summary>
    public IReadOnlyList<ModuleBase> Modules()
    {
        var modules = new List<ModuleBase>();
        var seen = new HashSet<ModuleBase>(ReferenceEqualityComparer.Instance);
        Visit("", (_, module) =>
        {
            if (seen.Add(module)) modules.Add(module);
        });
        return modules;
    }

    /// <summary>Sets <see cref="Tensor.Grad"/> of all parameters to null.</summary>
    public void ZeroGrad()
    {
        foreach (Tensor parameter in List().Parameters) parameter.ZeroGrad();
    }

    /// <summary>The module as PyTorch prints it: its name and settings, with a line for each inner module.</summary>
    public sealed override string ToString()
    {
        string settings = Settings();
        if (_children.Count == 0) return $"{GetType().Name}({settings})";
        var text = new StringBuilder($"{GetType().Name}(\n");
        if (settings.Length > 0) text.Append("  ").Append(settings).Append('\n');
        foreach (var (name, child) in _children)
        {
            text.Append("  (").Append(name).Append("): ").Append(child.ToString().Replace("\n", "\n  ", StringComparison.Ordinal)).Append('\n');
        }
        return text.Append(')').ToString();
    }

    /// <summary>The settings to print between the brackets: <c>in_features=4, out_features=5, bias=True</c>.</summary>
    protected virtual string Settings() => "";

    /// <summary>A setting's text, in any culture the same.</summary>
    private protected static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Begins a call of this module, which ends with <see cref="ModuleCall.Leave"/>: <c>Forward(x) => Enter().Leave(x.Linear(_weight).Relu())</c>. Pictures of the tape and profiles then show what
    /// it computes in a box of its own. Modules of the engine with parameters do this. Costs nothing while no profile is open and no tape with options.
    /// </summary>
    protected ModuleCall Enter() => Scopes.Watched ? new(Scope()) : default;

    /// <summary>Its place in the tree, one object as long as the place is the same.</summary>
    private Scope Scope()
    {
        Scope? parent = _parent?.Module.Scope();
        return _scope is { } known && known.Parent == parent ? known : _scope = new(_parent?.Name ?? "", GetType().Name, parent);
    }

    internal void SetMode(bool training)
    {
        foreach (ModuleBase module in Modules()) module.IsTraining = training;
    }

    internal void Cast(DType dtype)
    {
        if (!dtype.IsFloating()) throw new DTypeException($"To: parameters are float32 or float64, not {dtype.Name()}");
        foreach (var (_, tensor) in Distinct(module => [.. module._parameters, .. module._buffers]))
        {
            if (tensor.DType == dtype || !tensor.DType.IsFloating()) continue;
            tensor.Rebind(nameof(ModuleExtensions.To), tensor.Detach().To(dtype));
            tensor.Grad = tensor.Grad?.To(dtype);
        }
    }

    private void Add(string method, List<KeyValuePair<string, Tensor>> list, string name, Tensor tensor)
    {
        CheckName(method, name);
        if (!tensor.IsContiguous) throw new ShapeException($"{method}: '{name}', {tensor.DType.Name()}{tensor.Shape}, is a strided view; register its Contiguous() copy, or take the view in Forward");
        list.Add(new(name, tensor.Keep()));
        _registrations++;
    }

    private void CheckName(string method, string name)
    {
        if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal)) throw new ArgumentException($"{method}: the name '{name}' is empty or holds a dot, which separates levels");
        if (_parameters.Concat(_buffers).Any(pair => pair.Key == name) || _children.Any(pair => pair.Key == name)) throw new ArgumentException($"{method}: {GetType().Name} already has a '{name}'; give each member a name of its own");
    }

    /// <summary>The member assigned to in <c>this._hidden = new Linear(4, 5)</c>, named as Python would: hidden.</summary>
    private static string NameIn(string method, string expression)
    {
        string member = expression.Split('=')[0].Trim();
        if (member.StartsWith("this.", StringComparison.Ordinal)) member = member[5..];
        member = member.TrimStart('_');
        if (member.Length == 0 || !char.IsLetter(member[0]) || !member.All(c => char.IsLetterOrDigit(c) || c == '_'))
        {
            throw new ArgumentException($"{method}: `{expression}` gives no name; write {method}(_hidden = ...), or {method}(\"hidden\", ...)");
        }
        return char.ToLowerInvariant(member[0]) + member[1..];
    }

    private Listing List()
    {
        int registrations = CountRegistrations();
        if (_listing is { } listing && listing.Registrations == registrations) return listing;
        List<KeyValuePair<string, Tensor>> named = Distinct(module => module._parameters);
        foreach (var (name, tensor) in named)
        {
            // The longest path wins; a name that the user gave stays.
            if (tensor.Name is null || name.EndsWith("." + tensor.Name, StringComparison.Ordinal)) tensor.Name = name;
        }
        return _listing = new(registrations, named, [.. named.Select(pair => pair.Value)]);
    }

    /// <summary>Grows with every registration in the tree, so that an unchanged tree is known by it.</summary>
    private int CountRegistrations()
    {
        int count = _registrations;
        for (int i = 0; i < _children.Count; i++) count += _children[i].Value.CountRegistrations();
        return count;
    }

    private List<KeyValuePair<string, Tensor>> Distinct(Func<ModuleBase, IReadOnlyList<KeyValuePair<string, Tensor>>> own)
    {
        var all = new List<KeyValuePair<string, Tensor>>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        Visit("", (prefix, module) =>
        {
            foreach (var (name, tensor) in own(module))
            {
                if (seen.Add(tensor)) all.Add(new(prefix + name, tensor));
            }
        });
        return all;
    }

    /// <summary>Calls <paramref name="action"/> with each module of the tree and the prefix of its members' names.</summary>
    private void Visit(string prefix, Action<string, ModuleBase> action)
    {
        action(prefix, this);
        foreach (var (name, child) in _children) child.Visit($"{prefix}{name}.", action);
    }
}
