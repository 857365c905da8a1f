using System.Globalization;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Beyond it doubles skip integers: a C# integer passed as one may no longer be what it was.</summary>
    private const double MostExact = 1L << 53;

    /// <summary>This tensor as it meets a C# number: an integer tensor takes a whole number as it is, and becomes float32 beside a fraction; truth values become int64 or float32.</summary>
    private Tensor FloatingFor(string op, double c) => To(Meeting(op, c));

    /// <summary>A C# number as the other operand of this tensor.</summary>
    private Tensor Operand(string op, double c) => Full(Shape.Scalar, c, Meeting(op, c));

    /// <summary>A C# number to compare this tensor with: any number, for the answer is no number that could overflow.</summary>
    private Tensor Bound(string op, double c)
    {
        if (!DType.IsFloating() && !(DType.IsInteger() && Holds(DType, c)))
        {
            if (DType == DType.Int64 && double.IsInteger(c) && Math.Abs(c) <= long.MaxValue) throw DoesNotHold(op, DType, c);
            return c;
        }
        return Full(Shape.Scalar, c, DType);
    }

    private DType Meeting(string op, double c)
    {
        if (DType.IsFloating()) return DType;
        if (!double.IsInteger(c)) return DType.Float32;
        DType meeting = DType == DType.Bool ? DType.Int64 : DType;
        return Holds(meeting, c) ? meeting : throw DoesNotHold(op, meeting, c);
    }

    /// <summary>Whether the dtype holds a number as it was written.</summary>
    private static bool Holds(DType dtype, double c) => dtype switch
    {
        DType.Float32 or DType.Float64 => true,
        DType.Int64 => double.IsInteger(c) && Math.Abs(c) <= MostExact,
        DType.Int32 => double.IsInteger(c) && c is >= int.MinValue and <= int.MaxValue,
        _ => c is 0 or 1,
    };

    private static DTypeException DoesNotHold(string op, DType dtype, double c) => new(
        dtype == DType.Int64 && double.IsInteger(c)
            ? string.Create(CultureInfo.InvariantCulture, $"{op}: {c:F0} was passed as a double, which skips integers beyond 2^53; pass a tensor, which is exact: Tensor.From([{c:F0}L])")
            : string.Create(CultureInfo.InvariantCulture, $"{op}: {dtype.Name()} does not hold {c}; cast with To(DType.{(double.IsInteger(c) ? DType.Int64 : DType.Float32)})"));
}
