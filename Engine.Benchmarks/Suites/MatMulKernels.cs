using System.Numerics;
using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Benchmarks.Suites;

/// <summary>The product of two square matrices: what comes to mind first, what TensorPrimitives offers, the engine's kernel, and OpenBLAS.</summary>
[Gigaflops]
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class MatMulKernels<T> where T : unmanaged, INumber<T>
{
    private T[] _a = [], _b = [], _c = [], _transposed = [];

    [Params(16, 64, 256, 512)]
    public int N { get; set; }

    /// <summary>What one call computes, for <see cref="GigaflopsAttribute"/>.</summary>
    internal static double Operations(int n) => 2.0 * n * n * n;

    [GlobalSetup]
    public void Setup()
    {
        // One thread, as the others.
        Parallelism.ThreadCount = 1;
        var random = new Random(1);
        _a = Fill();
        _b = Fill();
        _c = new T[N * N];
        _transposed = new T[N * N];

        T[] Fill() => [.. Enumerable.Range(0, N * N).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
    }

    [Benchmark(Baseline = true)]
    public T[] NaiveLoop()
    {
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < N; p++) sum += _a[(i * N) + p] * _b[(p * N) + j];
                _c[(i * N) + j] = sum;
            }
        }
        return _c;
    }

    /// <summary>Rows of A with columns of B, which are laid out as rows first.</summary>
    [Benchmark]
    public T[] DotRowsByColumns()
    {
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++) _transposed[(j * N) + i] = _b[(i * N) + j];
        }
        for (int i = 0; i < N; i++)
        {
            ReadOnlySpan<T> row = _a.AsSpan(i * N, N);
            for (int j = 0; j < N; j++) _c[(i * N) + j] = TensorPrimitives.Dot(row, _transposed.AsSpan(j * N, N));
        }
        return _c;
    }

    /// <summary>Each row of C gathers multiples of the rows of B.</summary>
    [Benchmark]
    public T[] MultiplyAddRows()
    {
        Array.Clear(_c);
        for (int i = 0; i < N; i++)
        {
            Span<T> row = _c.AsSpan(i * N, N);
            for (int p = 0; p < N; p++) TensorPrimitives.MultiplyAdd(_b.AsSpan(p * N, N), _a[(i * N) + p], row, row);
        }
        return _c;
    }

    [Benchmark]
    public T[] EngineGemm()
    {
        Gemm.Multiply(N, N, N, new(_a, N, 1), new(_b, N, 1), _c);
        return _c;
    }

    /// <summary>Left out where the library is not installed.</summary>
    [Benchmark]
    public T[] OpenBlasGemm()
    {
        OpenBlas.Multiply(N, _a, _b, _c);
        return _c;
    }
}
