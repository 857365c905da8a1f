using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>A place in a tree of modules: what pictures of the tape draw a box around.</summary>
/// <param name="Name">The name it is registered under; empty for the root.</param>
/// <param name="Type">The module's class.</param>
/// <param name="Parent">What contains it.</param>
internal sealed record Scope(string Name, string Type, Scope? Parent)
{
    /// <summary>Which call of the module this is, from 1: each has a box of its own.</summary>
    public int Call { get; init; } = 1;

    /// <summary>As parameters are named: layers.1; empty for the root.</summary>
    public string Path => Parent is null || Parent.Path.Length == 0 ? Name : $"{Parent.Path}.{Name}";

    private int Depth => Parent is null ? 0 : Parent.Depth + 1;

    // A scope is itself and nothing else: two modules may have one name.
    public bool Equals(Scope? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>The innermost scope that contains both; null where there is none.</summary>
    public static Scope? Common(Scope? a, Scope? b)
    {
        while (a is not null && b is not null && !ReferenceEquals(a, b))
        {
            if (a.Depth >= b.Depth) a = a.Parent;
            else b = b.Parent;
        }
        return a is null || b is null ? null : a;
    }
}

/// <summary>
/// Which entries of the journal each module's forward recorded. A call is a range of entries, so that recording itself knows nothing of modules; calls are noted only while a profile or a tape
/// with options is open.
/// </summary>
internal sealed class Scopes(Journal journal)
{
    /// <summary>In the order of their beginnings: the module, and the scope of this call of it.</summary>
    private readonly List<(int Start, int End, Scope Module, Scope Scope)> _calls = [];
    private readonly List<int> _open = [];
    private readonly Dictionary<(Scope Module, Scope? Parent), int> _counts = [];

    /// <summary>Open profiles and tapes with options, in the process.</summary>
    private static int s_watchers;

    public static bool Watched
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_watchers != 0;
    }

    public static void Watch() => Interlocked.Increment(ref s_watchers);

    public static void Unwatch() => Interlocked.Decrement(ref s_watchers);

    /// <summary>Notes that a module's forward begins; returns what <see cref="End"/> takes.</summary>
    public int Begin(Scope scope)
    {
        if (!journal.IsRecording) return -1;
        Scope? parent = scope.Parent;
        int around = _open.FindLastIndex(call => _calls[call].Module == parent);
        if (around >= 0) parent = _calls[_open[around]].Scope;
        int count = _counts[(scope, parent)] = _counts.GetValueOrDefault((scope, parent)) + 1;
        _open.Add(_calls.Count);
        _calls.Add((journal.Count, -1, scope, count == 1 && parent == scope.Parent ? scope : new(scope.Name, scope.Type, parent) { Call = count }));
        return _calls.Count - 1;
    }

    public void End(int call, Scope scope)
    {
        // Not where the tape was closed meanwhile.
        if (call < 0 || call >= _calls.Count || _calls[call] is not { End: -1 } begun || begun.Module != scope || !_open.Contains(call)) return;
        _calls[call] = begun with { End = journal.Count };
        // With those inside that an exception ended.
        _open.RemoveRange(_open.IndexOf(call), _open.Count - _open.IndexOf(call));
    }

    /// <summary>The innermost scope of all that was recorded; null where there is none.</summary>
    public Scope? OfAll()
    {
        if (_calls.Count == 0) return null;
        Scope?[] scopes = [.. ByEntry().Where((_, node) => !journal[node].IsLeaf)];
        return scopes.Length == 0 ? null : scopes.Aggregate(Scope.Common);
    }

    public void Clear()
    {
        _calls.Clear();
        _open.Clear();
        _counts.Clear();
    }

    /// <summary>
    /// The scope of each entry, innermost. What a module computes itself between two inner ones is placed by them, for not every module notes its calls.
    /// </summary>
    public Scope?[] ByEntry()
    {
        var scopes = new Scope?[journal.Count];
        // The inner ones come later.
        foreach (var (start, end, _, scope) in _calls)
        {
            if (end > start) scopes.AsSpan(start, end - start).Fill(scope);
        }
        int last = -1;
        for (int node = 0; node < scopes.Length; node++)
        {
            if (scopes[node] is null) continue;
            if (last >= 0 && last < node - 1) scopes.AsSpan((last + 1)..node).Fill(Scope.Common(scopes[last], scopes[node]));
            last = node;
        }
        return scopes;
    }
}

/// <summary>A module's forward that is under way, where somebody watches; see <c>ModuleBase.Enter</c>.</summary>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A scope, not a value.")]
public readonly struct ModuleCall
{
    private readonly Scope? _scope;
    private readonly Slice? _slice;
    private readonly int _call;

    internal ModuleCall(Scope scope)
    {
        _scope = scope;
        _call = Journal.OfThread.Scopes.Begin(scope);
        _slice = Profile.Begin();
    }

    /// <summary>Ends the call; hands its result on.</summary>
    public T Leave<T>(T result)
    {
        if (_scope is not null) End();
        return result;
    }

    private void End()
    {
        _slice?.End(SliceKind.Module, _scope!.Path.Length == 0 ? _scope.Type : _scope.Path, _scope.Type);
        Journal.OfThread.Scopes.End(_call, _scope!);
    }
}
