using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// Where the time goes: every operation of this thread from the start to the disposal, forward and backward, with its count, time, arithmetic, memory traffic and allocations.
/// <code>
/// using var profile = Profile.Start();
/// Step();
/// Console.WriteLine(profile);
/// profile.SaveTrace("trace.json");
/// </code>
/// While one is open an operation takes a few tenths of a microsecond more; while none is, nothing.
/// </summary>
/// <remarks>
/// Rates are of formulas: 2 m k n for a matrix product, 2 operations for each weight that a convolution applies, 1 for each element of an elementwise op or a sum; each input is read and each
/// output written once. Work that an operation shares with worker threads counts with the time that the operation takes; what other threads start counts in profiles of their own.
/// </remarks>
public sealed class Profile : IDisposable
{
    /// <summary>Open profiles in the process: what an operation asks first.</summary>
    private static int s_open;

    [ThreadStatic]
    private static Profile? t_current;

    /// <summary>How long the clocks of this thread have stood still.</summary>
    [ThreadStatic]
    private static long t_paused;

    private readonly TimeProvider _clock;
    private readonly List<Slice> _slices = [];
    private readonly Profile? _outer;
    private readonly long _began;
    private long _ended;

    /// <summary>What the profile itself has allocated, which is nobody's allocation.</summary>
    private long _own;

    private Profile(TimeProvider clock)
    {
        _clock = clock;
        _outer = t_current;
        _began = Now;
    }

    /// <summary>Starts one on this thread. Profiles nest: the outer one sees all.</summary>
    public static Profile Start() => Start(TimeProvider.System);

    /// <summary>Starts one with a clock of the caller's.</summary>
    internal static Profile Start(TimeProvider clock)
    {
        Interlocked.Increment(ref s_open);
        Scopes.Watch();
        return t_current = new(clock);
    }

    /// <summary>The innermost one that is open on this thread.</summary>
    internal static Profile? Current => t_current;

    private long Now => _clock.GetTimestamp() - t_paused;

    /// <summary>Whether it still takes times.</summary>
    public bool IsOpen => _ended == 0;

    /// <summary>From the start to the disposal, or to now.</summary>
    public TimeSpan Duration => Span(_began, IsOpen ? Now : _ended);

    /// <summary>What was measured, by operation; the one that took longest comes first.</summary>
    public IReadOnlyList<OperationProfile> Operations() => ProfileSums.Of(this);

    /// <summary>In the order of their ends: a slice follows those inside it.</summary>
    internal IReadOnlyList<Slice> Slices => _slices;

    /// <summary>Ends the measurement; what was measured stays. Profiles nested in this one are ended too.</summary>
    public void Dispose()
    {
        if (!IsOpen) return;
        bool mine = false;
        for (Profile? open = t_current; open is not null && !mine; open = open._outer) mine = ReferenceEquals(open, this);
        if (!mine) throw new InvalidOperationException("Profile: it was started on another thread; start and dispose a profile on one thread, without an await between");
        for (Profile open = t_current!; ; open = open._outer!)
        {
            open._ended = open.Now;
            Interlocked.Decrement(ref s_open);
            Scopes.Unwatch();
            if (open._outer is not null) open._outer._own += open._own;
            if (ReferenceEquals(open, this)) break;
        }
        t_current = _outer;
    }

    /// <summary>The table of <see cref="Operations"/>, with what the time outside of operations comes to.</summary>
    public override string ToString() => ProfileText.Print(this);

    /// <summary>A new slice where a profile is open on this thread, else null. Asked by every operation, so that it must cost nothing then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Slice? Begin() => s_open == 0 ? null : BeginSlice();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Slice? BeginSlice()
    {
        if (t_current is not { } profile) return null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        var slice = new Slice(profile);
        long after = GC.GetAllocatedBytesForCurrentThread();
        profile._own += after - before;
        slice.AllocatedBefore = after - profile._own;
        slice.Began = profile.Now;
        return slice;
    }

    /// <summary>Leaves out of all profiles of this thread what is done until the result is disposed: what the engine does for messages and pictures is nobody's cost.</summary>
    internal static Interlude Pause() => s_open == 0 || t_current is not { } profile ? default : new(profile);

    /// <summary>Clocks stand still while this is not disposed, and operations are not seen.</summary>
    internal readonly ref struct Interlude
    {
        private readonly Profile? _profile;
        private readonly long _began, _allocated;

        public Interlude(Profile profile)
        {
            (_profile, _began, _allocated) = (profile, profile.Now, GC.GetAllocatedBytesForCurrentThread());
            t_current = null;
        }

        public void Dispose()
        {
            if (_profile is null) return;
            t_current = _profile;
            t_paused += _profile.Now - _began;
            _profile._own += GC.GetAllocatedBytesForCurrentThread() - _allocated;
        }
    }

    /// <summary>Takes the time and the allocations of a slice.</summary>
    internal void Stop(Slice slice)
    {
        slice.Ended = Now;
        slice.Allocated = GC.GetAllocatedBytesForCurrentThread() - _own - slice.AllocatedBefore;
    }

    /// <summary>Keeps a stopped slice. What was allocated since it was stopped is the profile's.</summary>
    internal void Keep(Slice slice)
    {
        for (Profile? open = this; open is not null; open = open._outer) open._slices.Add(slice);
        _own = GC.GetAllocatedBytesForCurrentThread() - slice.AllocatedBefore - slice.Allocated;
    }

    /// <summary>The time between two moments of the profile's clock.</summary>
    internal TimeSpan Span(long from, long to) => _clock.GetElapsedTime(from, to);

    /// <summary>When a slice began, from the start of the profile.</summary>
    internal TimeSpan At(Slice slice) => Span(_began, slice.Began);
}
