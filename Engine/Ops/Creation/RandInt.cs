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
        int[] values = new int[shape.ElementCount];
        Philox.Integers((generator ?? Generator.Default).Take(values.Length), 0, values, low, (uint)(high - (long)low));
        return Owning(values, shape).To(dtype);
    }

    /// <summary>The integers 0 ... n - 1 in random order, each order equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    /// <exception cref="DTypeException">The dtype is not int64 or int32.</exception>
    public static Tensor RandPerm(int n, DType dtype = DType.Int64, Generator? generator = null)
    {
        if (n < 0) throw new ArgumentOutOfRangeException(nameof(n), $"RandPerm: {n} is negative; a permutation has 0 or more elements");
        CheckInteger(nameof(RandPerm), dtype);
        int[] values = new int[n];
        Philox.Permutation((generator ?? Generator.Default).Take(n), values);
        return Owning(values, [n]).To(dtype);
    }

    private static void CheckInteger(string op, DType dtype)
    {
        if (!dtype.IsInteger()) throw new DTypeException($"{op}: {dtype.Name()} is not an integer type; take DType.Int64 or DType.Int32, and cast the result with To(DType.{dtype})");
    }
}
