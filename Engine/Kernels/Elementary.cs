using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>A function of one number, written for registers of any width.</summary>
internal interface IElementary<T> where T : unmanaged
{
    static abstract TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>;
}

/// <summary>A function of two numbers, written for registers of any width.</summary>
internal interface IElementaryPair<T> where T : unmanaged
{
    static abstract TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector>;
}

/// <summary>A function of one number that has settings.</summary>
internal interface IFunction<T> where T : unmanaged
{
    TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>;
}

/// <summary>A function of two numbers that has settings.</summary>
internal interface IFunctionPair<T> where T : unmanaged
{
    TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector>;
}

/// <summary>
/// Runs elementary functions over spans in pairs of the widest registers there are. What is left at the end goes through registers too, so that the bits of a result do not depend on where it stands.
/// </summary>
/// <remarks>The loops are never inlined: in a caller that the JIT inlined of its own accord, what they inline would exceed its budget, and functions would be called for every register (softmax 0.5 ns an element became 4).</remarks>
internal static class Elementary
{
    /// <summary>Elements that are brought into double at a time.</summary>
    private const int ChunkLength = 256;

    /// <summary>y = f(x); the spans are of one length and may be the same memory.</summary>
    public static void Map<T, TFunction>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IElementary<T> =>
        Map(default(Plain<T, TFunction>), x, y);

    /// <summary>y = f(a, b), likewise.</summary>
    public static void Map<T, TFunction>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IElementaryPair<T> =>
        Map(default(PlainPair<T, TFunction>), a, b, y);

    /// <summary>y = f(x) with the function's settings.</summary>
    public static void Map<T, TFunction>(TFunction function, ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IFunction<T>
    {
        if (Vector256.IsHardwareAccelerated)
        {
            if (y.Length <= Vector256<T>.Count) MapFew(function, x, y);
            else Map<T, TFunction, Pair<Vector256<T>>, SimdPair<T, Vector256<T>, Simd256<T>>>(function, x, y);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            if (y.Length <= Vector128<T>.Count) Map<T, TFunction, Vector128<T>, Simd128<T>>(function, x, y);
            else Map<T, TFunction, Pair<Vector128<T>>, SimdPair<T, Vector128<T>, Simd128<T>>>(function, x, y);
        }
        else Map<T, TFunction, T, Simd1<T>>(function, x, y);
    }

    /// <summary>y = f(a, b), likewise.</summary>
    public static void Map<T, TFunction>(TFunction function, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IFunctionPair<T>
    {
        if (Vector256.IsHardwareAccelerated)
        {
            if (y.Length <= Vector256<T>.Count) MapFew(function, a, b, y);
            else Map<T, TFunction, Pair<Vector256<T>>, SimdPair<T, Vector256<T>, Simd256<T>>>(function, a, b, y);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            if (y.Length <= Vector128<T>.Count) Map<T, TFunction, Vector128<T>, Simd128<T>>(function, a, b, y);
            else Map<T, TFunction, Pair<Vector128<T>>, SimdPair<T, Vector128<T>, Simd128<T>>>(function, a, b, y);
        }
        else Map<T, TFunction, T, Simd1<T>>(function, a, b, y);
    }

    /// <summary>y = f(x) of a function that is written for double: floats go there and back, and so come out within little more than half a unit.</summary>
    [SkipLocalsInit]
    public static void MapInDouble<T, TFunction>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IElementary<double>
    {
        if (typeof(T) == typeof(double))
        {
            Map<double, TFunction>(MemoryMarshal.Cast<T, double>(x), MemoryMarshal.Cast<T, double>(y));
            return;
        }
        ReadOnlySpan<float> source = MemoryMarshal.Cast<T, float>(x);
        Span<float> target = MemoryMarshal.Cast<T, float>(y);
        Span<double> chunk = stackalloc double[Math.Min(ChunkLength, target.Length)];
        for (int start = 0; start < target.Length; start += ChunkLength)
        {
            chunk = chunk[..Math.Min(ChunkLength, target.Length - start)];
            Precision.Widen(source.Slice(start, chunk.Length), chunk);
            Map<double, TFunction>(chunk, chunk);
            Precision.Narrow(chunk, target.Slice(start, chunk.Length));
        }
    }

    /// <summary>y = f(a, b), likewise.</summary>
    [SkipLocalsInit]
    public static void MapInDouble<T, TFunction>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IElementaryPair<double>
    {
        if (typeof(T) == typeof(double))
        {
            Map<double, TFunction>(MemoryMarshal.Cast<T, double>(a), MemoryMarshal.Cast<T, double>(b), MemoryMarshal.Cast<T, double>(y));
            return;
        }
        ReadOnlySpan<float> leftSource = MemoryMarshal.Cast<T, float>(a), rightSource = MemoryMarshal.Cast<T, float>(b);
        Span<float> target = MemoryMarshal.Cast<T, float>(y);
        int length = Math.Min(ChunkLength, target.Length);
        Span<double> left = stackalloc double[length], right = stackalloc double[length];
        for (int start = 0; start < target.Length; start += ChunkLength)
        {
            length = Math.Min(ChunkLength, target.Length - start);
            left = left[..length];
            right = right[..length];
            Precision.Widen(leftSource.Slice(start, length), left);
            Precision.Widen(rightSource.Slice(start, length), right);
            Map<double, TFunction>(left, right, left);
            Precision.Narrow(left, target.Slice(start, length));
        }
    }

    /// <summary>
    /// What a call has returned, in a register: the JIT has vectors returned in memory, and keeps a variable there that is set by a call on one of two ways, on the other too (e^x 0.34 ns instead of 0.27).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Called<T, TVector, TSimd>(TVector result) where T : unmanaged where TVector : struct where TSimd : ISimdMath<T, TVector> => TSimd.Or(result, TSimd.Constant(0));

    /// <summary>A function as a <see cref="RegisterLoop"/> takes it in.</summary>
    public static RegisterFunction InRegisters<T, TFunction>() where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IElementary<T> =>
        new((Func<Vector256<T>, Vector256<T>>)TFunction.Of<Vector256<T>, Simd256<T>>, IsLong: true);

    /// <summary>A short function of two numbers, likewise.</summary>
    public static RegisterFunction PairInRegisters<T, TFunction>() where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IElementaryPair<T> =>
        new((Func<Vector256<T>, Vector256<T>, Vector256<T>>)TFunction.Of<Vector256<T>, Simd256<T>>, IsLong: false);

    /// <summary>f of one number.</summary>
    public static T Of<T, TFunction>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IElementary<T> => TFunction.Of<T, Simd1<T>>(x);

    /// <summary>ln(1 + x).</summary>
    public static T Log1p<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of<T, Logarithms.Log1p<T>>(x);

    /// <summary>e^x - 1.</summary>
    public static T Expm1<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of<T, Exponentials.Expm1<T>>(x);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void Map<T, TFunction, TVector, TSimd>(TFunction function, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged where TFunction : struct, IFunction<T> where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
    {
        int whole = y.Length - y.Length % TSimd.Count;
        TVector rest = default;
        var remainder = new Span<T>(&rest, y.Length - whole);
        x[whole..].CopyTo(remainder);
        fixed (T* source = x, target = y)
        {
            // One loop in the code, run over the spans and once more over the register with what they leave.
            T* from = source, to = target;
            for (int count = whole; ; from = to = (T*)&rest, count = TSimd.Count)
            {
                for (int i = 0; i < count; i += TSimd.Count) TSimd.Store(function.Of<TVector, TSimd>(TSimd.Load(from + i)), to + i);
                if (remainder.IsEmpty || to == &rest) break;
            }
        }
        remainder.CopyTo(y[whole..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void Map<T, TFunction, TVector, TSimd>(TFunction function, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged where TFunction : struct, IFunctionPair<T> where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
    {
        int whole = y.Length - y.Length % TSimd.Count;
        TVector first = default, second = default;
        var remainder = new Span<T>(&first, y.Length - whole);
        a[whole..].CopyTo(remainder);
        b[whole..].CopyTo(new Span<T>(&second, remainder.Length));
        fixed (T* leftSource = a, rightSource = b, target = y)
        {
            T* left = leftSource, right = rightSource, to = target;
            for (int count = whole; ; left = to = (T*)&first, right = (T*)&second, count = TSimd.Count)
            {
                for (int i = 0; i < count; i += TSimd.Count) TSimd.Store(function.Of<TVector, TSimd>(TSimd.Load(left + i), TSimd.Load(right + i)), to + i);
                if (remainder.IsEmpty || to == &first) break;
            }
        }
        remainder.CopyTo(y[whole..]);
    }

    /// <summary>The elements of one register at the most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void MapFew<T, TFunction>(TFunction function, ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IFunction<T>
    {
        fixed (T* from = x, to = y) PartialRegister.Store(function.Of<Vector256<T>, Simd256<T>>(PartialRegister.Load(from, y.Length)), to, y.Length);
    }

    /// <inheritdoc cref="MapFew{T, TFunction}(TFunction, ReadOnlySpan{T}, Span{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void MapFew<T, TFunction>(TFunction function, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IFunctionPair<T>
    {
        fixed (T* left = a, right = b, to = y) PartialRegister.Store(function.Of<Vector256<T>, Simd256<T>>(PartialRegister.Load(left, y.Length), PartialRegister.Load(right, y.Length)), to, y.Length);
    }

    /// <summary>A function without settings as one with them.</summary>
    private readonly struct Plain<T, TFunction> : IFunction<T> where T : unmanaged where TFunction : struct, IElementary<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector> => TFunction.Of<TVector, TSimd>(x);
    }

    private readonly struct PlainPair<T, TFunction> : IFunctionPair<T> where T : unmanaged where TFunction : struct, IElementaryPair<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector> => TFunction.Of<TVector, TSimd>(a, b);
    }
}
