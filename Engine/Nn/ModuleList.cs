using System.Collections;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Nn;

/// <summary>Modules in a list, named by their numbers, for a module that calls them as it likes.</summary>
[CollectionBuilder(typeof(ModuleList), nameof(Create))]
public sealed class ModuleList : ModuleBase, IReadOnlyList<Module>
{
    /// <summary>The modules in order.</summary>
    public ModuleList(params ReadOnlySpan<Module> modules)
    {
        foreach (Module module in modules) Add(module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => Children.Count;

    /// <summary>The module at <paramref name="index"/>.</summary>
    public Module this[int index] => (Module)Children[index].Value;

    /// <summary>What a collection expression calls.</summary>
    public static ModuleList Create(ReadOnlySpan<Module> modules) => new(modules);

    /// <summary>Appends a module.</summary>
    public void Add(Module module) => Register($"{Count}", module);

    /// <inheritdoc/>
    public IEnumerator<Module> GetEnumerator() => Children.Select(pair => (Module)pair.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
