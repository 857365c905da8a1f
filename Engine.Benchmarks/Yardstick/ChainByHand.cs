using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>
/// The sum of tanh(x a + b) sigmoid(x) and its three gradients in one pass: a loop that reads every number once, writes every result once, and keeps all else in registers, on all threads. What W9's operations can
/// reach at best with the engine's functions of a register.
/// </summary>
/// <remarks>Single registers: two functions of a pair of them exceed what the JIT inlines, and take five times as long.</remarks>
internal sealed unsafe class ChainByHand : IDisposable
{
    /// <summary>Elements that a thread takes at a time.</summary>
    private const int Piece = 32 * 1024;

    private readonly int _count;

    /// <summary>x, a, b and their gradients.</summary>
    private readonly nint[] _arrays = new nint[6];
    private readonly float[] _sums;

    public ChainByHand(Tensor x, Tensor a, Tensor b)
    {
        _count = x.ElementCount;
        _sums = new float[(_count + Piece - 1) / Piece];
        Tensor[] inputs = [x, a, b];
        for (int i = 0; i < _arrays.Length; i++)
        {
            _arrays[i] = (nint)NativeMemory.AlignedAlloc((nuint)_count * sizeof(float), 64);
            var memory = new Span<float>((void*)_arrays[i], _count);
            if (i < inputs.Length) inputs[i].AsReadOnlySpan<float>().CopyTo(memory);
            else memory.Clear();
        }
    }

    /// <summary>Those of x, a and b, as the last run left them.</summary>
    public Tensor[] Gradients => [.. Enumerable.Range(3, 3).Select(i => Tensor.From(new ReadOnlySpan<float>((void*)_arrays[i], _count).ToArray()))];

    /// <summary>Forward and backward; returns the sum.</summary>
    public float Run()
    {
        WorkerPool.Run(_sums.Length, new Pieces(this));
        float sum = 0;
        foreach (float part in _sums) sum += part;
        return sum;
    }

    public void Dispose()
    {
        foreach (nint array in _arrays) NativeMemory.AlignedFree((void*)array);
    }

    private readonly struct Pieces(ChainByHand chain) : IChunkedWork
    {
        public void Run(int piece)
        {
            int start = piece * Piece, count = Math.Min(Piece, chain._count - start), whole = count - count % Simd256<float>.Count;
            float sum = chain.Pass<Vector256<float>, Simd256<float>>(start, whole);
            chain._sums[piece] = sum + chain.Pass<float, Simd1<float>>(start + whole, count - whole);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private float Pass<TVector, TSimd>(int start, int count) where TVector : struct where TSimd : ISimdMath<float, TVector>
    {
        float* x = At(0), a = At(1), b = At(2), dx = At(3), da = At(4), db = At(5);
        TVector sum = default, one = TSimd.Constant(1);
        for (int i = 0; i < count; i += TSimd.Count)
        {
            TVector xi = TSimd.Load(x + i), ai = TSimd.Load(a + i);
            TVector tanh = Exponentials.Tanh<float>.Of<TVector, TSimd>(TSimd.MultiplyAdd(xi, ai, TSimd.Load(b + i))), sigmoid = Exponentials.Sigmoid<float>.Of<TVector, TSimd>(xi), y = TSimd.Multiply(tanh, sigmoid);
            sum = TSimd.Add(sum, y);
            TVector slope = TSimd.Multiply(sigmoid, TSimd.Subtract(one, TSimd.Multiply(tanh, tanh)));
            TSimd.Store(TSimd.MultiplyAdd(slope, ai, TSimd.Multiply(y, TSimd.Subtract(one, sigmoid))), dx + i);
            TSimd.Store(TSimd.Multiply(slope, xi), da + i);
            TSimd.Store(slope, db + i);
        }
        return TSimd.Sum(sum);

        float* At(int array) => (float*)_arrays[array] + start;
    }
}
