using System.Collections;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Nn;

/// <summary>
/// Modules one after the other, each fed with the value of the one before; their names are their numbers. <c>new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 1))</c>,
/// or <c>Sequential net = [new Linear(2, 8), new Tanh(), new Linear(8, 1)];</c>.
/// </summary>
[CollectionBuilder(typeof(Sequential), nameof(Create))]
public sealed class Sequential : Module, IReadOnlyList<Module>
{
    /// <summary>The modules in order.</summary>
    public Sequential(params ReadOnlySpan<Module> modules)
    {
        foreach (Module module in modules) Add(module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => ChildCount;

    /// <summary>The module at <paramref name="index"/>.</summary>
    public Module this[int index] => Unsafe.As<Module>(Child(index));

    /// <summary>What a collection expression calls.</summary>
    public static Sequential Create(ReadOnlySpan<Module> modules) => new(modules);

    /// <summary>Appends a module.</summary>
    public void Add(Module module) => Register($"{Count}", module);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        ModuleCall call = Enter();
        for (int i = 0; i < Count; i++) x = this[i].Forward(x);
        return call.Leave(x);
    }

    /// <inheritdoc/>
    public IEnumerator<Module> GetEnumerator() => Children.Select(pair => (Module)pair.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
