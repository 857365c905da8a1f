namespace PyDeepTensorNet.Tests;

/// <summary>Assertions that many tests share.</summary>
internal static class Expect
{
    /// <summary>The call throws exactly this exception with exactly this text.</summary>
    public static void Throws<TException>(string message, Action call) where TException : Exception =>
        Assert.AreEqual(message, Assert.ThrowsExactly<TException>(call).Message);

    /// <inheritdoc cref="Throws{TException}(string, Action)"/>
    public static void Throws<TException>(string message, Func<object?> call) where TException : Exception =>
        Throws<TException>(message, () => { _ = call(); });

    /// <summary>A float64 tensor of this shape and these elements.</summary>
    public static void AssertIs(Tensor actual, Shape shape, params double[] values)
    {
        Assert.AreEqual(shape, actual.Shape);
        CollectionAssert.AreEqual(values, actual.ToArray<double>());
    }

    /// <summary>A tensor of this shape and these elements, whatever its dtype.</summary>
    public static void AssertNumbers(Tensor actual, Shape shape, params double[] values) => AssertIs(actual.To(DType.Float64), shape, values);

    /// <summary>Runs a test on so many threads, and goes back to those before.</summary>
    public static void OnThreads(int threads, Action test)
    {
        int before = Parallelism.ThreadCount;
        Parallelism.ThreadCount = threads;
        try
        {
            test();
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }
    }

    /// <summary>What is computed on one thread, on two and on eight is the same, bit for bit.</summary>
    public static void SameOnAnyThreads<T>(Func<T[]> run)
    {
        T[]? first = null;
        foreach (int threads in (int[])[1, 2, 8])
        {
            OnThreads(threads, () =>
            {
                T[] result = run();
                first ??= result;
                CollectionAssert.AreEqual(first, result, $"{threads} threads");
            });
        }
    }

    /// <summary>The elements of a float64 tensor, bit for bit but for NaN.</summary>
    public static void Values(Tensor actual, params double[] expected) => CollectionAssert.AreEqual(expected, actual.ToArray<double>(), actual.ToString(17));
}
