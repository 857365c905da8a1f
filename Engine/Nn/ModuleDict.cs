using System.Collections;

namespace PyDeepTensorNet.Nn;

/// <summary>Modules by name, in the order they were added: <c>new ModuleDict { { "encoder", encoder }, { "head", head } }</c>.</summary>
public sealed class ModuleDict : ModuleBase, IEnumerable<KeyValuePair<string, Module>>
{
    /// <summary>The number of modules.</summary>
    public int Count => Children.Count;

    /// <summary>The module of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Module this[string name]
    {
        get
        {
            foreach (var (key, module) in Children)
            {
                if (key == name) return (Module)module;
            }
            throw new KeyNotFoundException($"ModuleDict: no module '{name}'; it has {string.Join(", ", Children.Select(pair => $"'{pair.Key}'"))}");
        }
    }

    /// <summary>Adds a module under a name.</summary>
    /// <exception cref="ArgumentException">The name is empty, holds a dot or is taken.</exception>
    public void Add(string name, Module module) => Register(name, module);

    /// <summary>Whether there is a module of that name.</summary>
    public bool ContainsKey(string name) => Children.Any(pair => pair.Key == name);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Module>> GetEnumerator() => Children.Select(pair => KeyValuePair.Create(pair.Key, (Module)pair.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
