using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Sums, differences and products of spans. A few elements go through a loop that the caller takes in: TensorPrimitives asks about overlaps and ways before it begins, which for 16 floats takes longer than the work
/// (5 ns of 8). The bits are the same.
/// </summary>
internal static class Arithmetic
{
    /// <summary>Up to so many elements the plain loop is faster.</summary>
    private const int Few = 32;

    /// <summary>y = a + b; y may be the memory of either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T>
    {
        if (IsFew<T>(a.Length, b.Length, y.Length)) Run<T, Sum>(a, b, y);
        else TensorPrimitives.Add(a, b, y);
    }

    /// <summary>y = a - b, likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T>
    {
        if (IsFew<T>(a.Length, b.Length, y.Length)) Run<T, Difference>(a, b, y);
        else TensorPrimitives.Subtract(a, b, y);
    }

    /// <summary>y = a b, likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T>
    {
        if (IsFew<T>(a.Length, b.Length, y.Length)) Run<T, Product>(a, b, y);
        else TensorPrimitives.Multiply(a, b, y);
    }

    /// <summary><see cref="Add"/> as a <see cref="RegisterLoop"/> takes it in.</summary>
    public static RegisterFunction SumOfRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => InRegisters<T>(Simd256<T>.Add);

    /// <summary><see cref="Subtract"/>, likewise.</summary>
    public static RegisterFunction DifferenceOfRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => InRegisters<T>(Simd256<T>.Subtract);

    /// <summary><see cref="Multiply"/>, likewise.</summary>
    public static RegisterFunction ProductOfRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => InRegisters<T>(Simd256<T>.Multiply);

    private static RegisterFunction InRegisters<T>(Func<Vector256<T>, Vector256<T>, Vector256<T>> function) => new(function, IsLong: false);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFew<T>(int a, int b, int y) => Vector256.IsHardwareAccelerated && Vector256<T>.IsSupported && y <= Few && a == y && b == y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<T, TOperation>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> where TOperation : struct, IOperation
    {
        ref T left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b), to = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= y.Length - Vector256<T>.Count; i += Vector256<T>.Count)
        {
            TOperation.Of(Vector256.LoadUnsafe(ref left, (nuint)i), Vector256.LoadUnsafe(ref right, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < y.Length; i++) y[i] = TOperation.Of(a[i], b[i]);
    }

    private interface IOperation
    {
        static abstract T Of<T>(T a, T b) where T : INumber<T>;

        static abstract Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b);
    }

    private readonly struct Sum : IOperation
    {
        public static T Of<T>(T a, T b) where T : INumber<T> => a + b;

        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => a + b;
    }

    private readonly struct Difference : IOperation
    {
        public static T Of<T>(T a, T b) where T : INumber<T> => a - b;

        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => a - b;
    }

    private readonly struct Product : IOperation
    {
        public static T Of<T>(T a, T b) where T : INumber<T> => a * b;

        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => a * b;
    }
}
