using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    /// <summary>Updates the parameter and the buffers in one pass.</summary>
    public static void Run<TRule, T>(in TRule rule, Tensor parameter, Tensor gradient, Tensor? a = null, Tensor? b = null, Tensor? c = null)
        where TRule : struct, IRule<T> where T : unmanaged
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Span<T> p = parameter.Span<T>(), g = gradient.Span<T>(), bufferA = Of(a), bufferB = Of(b), bufferC = Of(c);
        int i = 0;
        for (; i <= p.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> va = Load(bufferA, i), vb = Load(bufferB, i), vc = Load(bufferC, i);
            rule.Apply(Load(p, i), Load(g, i), ref va, ref vb, ref vc).StoreUnsafe(ref MemoryMarshal.GetReference(p), (nuint)i);
            Store(va, bufferA, i);
            Store(vb, bufferB, i);
            Store(vc, bufferC, i);
        }
        // The rest goes through the same formula one by one, each in the first lane of a vector: to fill vectors from parts stalls the processor for longer.
        for (; i < p.Length; i++)
        {
            Vector<T> va = LoadOne(bufferA, i), vb = LoadOne(bufferB, i), vc = LoadOne(bufferC, i);
            p[i] = rule.Apply(LoadOne(p, i), LoadOne(g, i), ref va, ref vb, ref vc).ToScalar();
            StoreOne(va, bufferA, i);
            StoreOne(vb, bufferB, i);
            StoreOne(vc, bufferC, i);
        }

        static Span<T> Of(Tensor? buffer) => buffer is null ? default : buffer.Span<T>();
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
