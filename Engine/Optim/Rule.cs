using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Optim;

/// <summary>An optimiser's formula, written once for a vector of elements; <see cref="Rules.Run"/> takes it over the memory.</summary>
internal interface IRule<T> where T : unmanaged
{
    /// <summary>The parameters after the step.</summary>
    /// <param name="p">The parameters.</param>
    /// <param name="g">Their gradients.</param>
    /// <param name="a">The first buffer, to be updated; zeros where the rule has none. So with the others.</param>
    /// <param name="b">The second buffer.</param>
    /// <param name="c">The third buffer.</param>
    Vector<T> Apply(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c);
}

internal static class Rules
{
    /// <summary>Elements that are worth other threads' help.</summary>
    private const int Many = 32 * 1024;

    /// <summary>Updates the parameter and the buffers in one pass.</summary>
    public static void Run<TRule, T>(in TRule rule, Tensor parameter, Tensor gradient, Tensor? a = null, Tensor? b = null, Tensor? c = null)
        where TRule : struct, IRule<T> where T : unmanaged
    {
        int count = parameter.ElementCount;
        if (count > Many)
        {
            RowPieces.Run(count, 1, new Update<TRule, T>(rule, parameter, gradient, a, b, c));
            return;
        }
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Pass(in rule, parameter.Span<T>(), gradient.Span<T>(), Of(a), Of(b), Of(c));

        static Span<T> Of(Tensor? buffer) => buffer is null ? default : buffer.Span<T>();
    }

    private readonly struct Update<TRule, T>(TRule rule, Tensor parameter, Tensor gradient, Tensor? a, Tensor? b, Tensor? c) : IRowWork where TRule : struct, IRule<T> where T : unmanaged
    {
        public void Run(int first, int end)
        {
            using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
            LongPass(in rule, Of(parameter), Of(gradient), Of(a), Of(b), Of(c));

            Span<T> Of(Tensor? tensor) => tensor is null ? default : tensor.Span<T>()[first..end];
        }
    }

    // By itself: as a part of a piece, which unpins memory at its end, it would have its registers on the stack, and take twice as long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void LongPass<TRule, T>(in TRule rule, Span<T> p, Span<T> g, Span<T> a, Span<T> b, Span<T> c) where TRule : struct, IRule<T> where T : unmanaged => Pass(in rule, p, g, a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass<TRule, T>(in TRule rule, Span<T> p, Span<T> g, Span<T> a, Span<T> b, Span<T> c) where TRule : struct, IRule<T> where T : unmanaged
    {
        TRule formula = rule;
        int i = 0;
        for (; i <= p.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> va = Load(a, i), vb = Load(b, i), vc = Load(c, i);
            formula.Apply(Load(p, i), Load(g, i), ref va, ref vb, ref vc).StoreUnsafe(ref MemoryMarshal.GetReference(p), (nuint)i);
            Store(va, a, i);
            Store(vb, b, i);
            Store(vc, c, i);
        }
        // The rest goes through the same formula one by one, each in the first lane of a vector: to fill vectors from parts stalls the processor for longer.
        for (; i < p.Length; i++)
        {
            Vector<T> va = LoadOne(a, i), vb = LoadOne(b, i), vc = LoadOne(c, i);
            p[i] = formula.Apply(LoadOne(p, i), LoadOne(g, i), ref va, ref vb, ref vc).ToScalar();
            StoreOne(va, a, i);
            StoreOne(vb, b, i);
            StoreOne(vc, c, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Load<T>(Span<T> x, int i) where T : unmanaged =>
        x.IsEmpty ? default : Vector.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<T> value, Span<T> x, int i) where T : unmanaged
    {
        if (!x.IsEmpty) value.StoreUnsafe(ref MemoryMarshal.GetReference(x), (nuint)i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> LoadOne<T>(Span<T> x, int i) where T : unmanaged => x.IsEmpty ? default : Vector.CreateScalar(x[i]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreOne<T>(Vector<T> value, Span<T> x, int i) where T : unmanaged
    {
        if (!x.IsEmpty) x[i] = value.ToScalar();
    }
}
