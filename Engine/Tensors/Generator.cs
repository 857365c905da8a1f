namespace PyDeepTensorNet;

/// <summary>
/// Random numbers by Philox4x32-10: each value is a function of the seed and its position alone, so that the same seed gives the same bits on any machine and any number of threads, and
/// the state is two numbers. Every random creation function takes one; without it, <see cref="Default"/>. Safe to share between threads.
/// </summary>
/// <param name="seed">The key of the sequence; different seeds give unrelated sequences.</param>
public sealed class Generator(ulong seed)
{
    private readonly Lock _lock = new();
    private GeneratorState _state = new(seed, 0);

    /// <summary>What random creation functions use where no generator is given. It starts with seed 0: a program draws the same numbers in every run, unless it calls <see cref="Tensor.ManualSeed"/>.</summary>
    public static Generator Default { get; } = new(0);

    /// <summary>Seed and position, to be saved and restored: what is drawn after restoring a state is what was drawn after reading it.</summary>
    public GeneratorState State
    {
        get
        {
            lock (_lock) return _state;
        }
        set
        {
            lock (_lock)
            {
                StateLog.Moving(this, _state);
                _state = value;
            }
        }
    }

    /// <summary>Starts the sequence of <paramref name="seed"/> from its beginning.</summary>
    public void ManualSeed(ulong seed) => State = new(seed, 0);

    /// <summary>Reserves the blocks of so many elements: nobody else draws them.</summary>
    internal Kernels.Philox.Source Take(int elements)
    {
        lock (_lock)
        {
            GeneratorState before = _state;
            StateLog.Moving(this, before);
            _state = before with { Position = before.Position + Kernels.Philox.Blocks(elements) };
            return new(before.Seed, before.Position);
        }
    }
}

/// <summary>Where a <see cref="Generator"/> stands.</summary>
/// <param name="Seed">The key of the sequence.</param>
/// <param name="Position">The number of blocks drawn so far, each of four 32-bit words; a call draws as many as its elements need.</param>
public readonly record struct GeneratorState(ulong Seed, ulong Position);
