using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Independent integers, each of <paramref name="low"/> ... <paramref name="high"/> - 1 exactly equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="low"/> is not below <paramref name="high"/>.</exception>
    /// <exception cref="DTypeException">The dtype is not int64 or int32.</exception>
    public static Tensor RandInt(Shape shape, int low, int high, DType dtype = DType.Int64, Generator? generator = null)
    {
        if (low >= high) throw new ArgumentOutOfRangeException(nameof(low), $"RandInt: no integer from {low} to {high} - 1; low must be below high");
        CheckInteger(nameof(RandInt), dtype);
        using Recycler.Scope ordinary = Recycler.Suspend();
        return Apply.Draw(new RandIntOp(low, (uint)(high - (long)low)), New(shape, DType.Int32), generator).To(dtype);
    }

    /// <summary>The integers 0 ... n - 1 in random order, each order equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    /// <exception cref="DTypeException">The dtype is not int64 or int32.</exception>
    public static Tensor RandPerm(int n, DType dtype = DType.Int64, Generator? generator = null)
    {
        if (n < 0) throw new ArgumentOutOfRangeException(nameof(n), $"RandPerm: {n} is negative; a permutation has 0 or more elements");
        CheckInteger(nameof(RandPerm), dtype);
        using Recycler.Scope ordinary = Recycler.Suspend();
        return Apply.Draw(new RandPermOp(), New([n], DType.Int32), generator).To(dtype);
    }

    private static void CheckInteger(string op, DType dtype)
    {
        if (!dtype.IsInteger()) throw new DTypeException($"{op}: {dtype.Name()} is not an integer type; take DType.Int64 or DType.Int32, and cast the result with To(DType.{dtype})");
    }
}

internal readonly record struct RandIntOp(int Low, uint Count) : IDrawOp
{
    public string Name => "RandInt";

    public void Fill(Philox.Source source, Tensor y) => Philox.Integers(source, 0, y.Span<int>(), Low, Count);
}

internal readonly record struct RandPermOp : IDrawOp
{
    public string Name => "RandPerm";

    public void Fill(Philox.Source source, Tensor y) => Philox.Permutation(source, y.Span<int>());
}
