using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The integers 0 ... end - 1, int64.</summary>
    /// <exception cref="ArgumentException"><paramref name="end"/> is negative.</exception>
    public static Tensor Arange(long end) => Arange(0, end);

    /// <summary>start, start + step, ... before <paramref name="end"/>: ceil((end - start) / step) integers, int64 where no dtype is given. As in PyTorch, C# integers make integers and doubles make floats.</summary>
    /// <exception cref="ArgumentException">The step is 0 or leads away from <paramref name="end"/>.</exception>
    /// <exception cref="DTypeException">The dtype is bool.</exception>
    /// <exception cref="OverflowException">An integer dtype does not hold a value.</exception>
    public static Tensor Arange(long start, long end, long step = 1, DType? dtype = null)
    {
        CheckStep(start, end, step);
        return (dtype ?? DType.Int64) switch
        {
            DType.Int32 => Sequence(Steps(start, end, step), i => int.CreateChecked(start + i * step)),
            DType.Int64 => Sequence(Steps(start, end, step), i => start + i * step),
            _ => Sequence(nameof(Arange), Steps(start, end, step), dtype!.Value, i => start + i * step),
        };
    }

    /// <summary>The floats 0, 1, ... before <paramref name="end"/>, float32.</summary>
    /// <exception cref="ArgumentException"><paramref name="end"/> is negative or not finite.</exception>
    public static Tensor Arange(double end) => Arange(0.0, end);

    /// <summary>start + i step for all i from 0 on that stay before <paramref name="end"/>: ceil((end - start) / step) values, float32 where no dtype is given.</summary>
    /// <exception cref="ArgumentException">The step is 0 or leads away from <paramref name="end"/>, or a number is not finite.</exception>
    /// <exception cref="DTypeException">The dtype is bool.</exception>
    /// <exception cref="OverflowException">An integer dtype does not hold a value.</exception>
    public static Tensor Arange(double start, double end, double step = 1, DType? dtype = null)
    {
        CheckStep(start, end, step);
        return Sequence(nameof(Arange), Math.Ceiling((end - start) / step), dtype ?? DType.Float32, i => start + i * step);
    }

    /// <summary>Evenly spaced values from <paramref name="start"/> to <paramref name="end"/>, both exactly included; one step gives the start alone.</summary>
    /// <exception cref="ArgumentException"><paramref name="steps"/> is negative or an end not finite.</exception>
    /// <exception cref="DTypeException">The dtype is bool.</exception>
    /// <exception cref="OverflowException">An integer dtype does not hold a value.</exception>
    public static Tensor Linspace(double start, double end, int steps, DType dtype = DType.Float32) =>
        Sequence(nameof(Linspace), steps, dtype, Spaced(nameof(Linspace), start, end, steps));

    /// <summary>Powers of a base whose exponents are evenly spaced from <paramref name="start"/> to <paramref name="end"/>, both included.</summary>
    /// <exception cref="ArgumentException"><paramref name="steps"/> is negative or an end not finite.</exception>
    /// <exception cref="DTypeException">The dtype is bool.</exception>
    /// <exception cref="OverflowException">An integer dtype does not hold a value.</exception>
    public static Tensor Logspace(double start, double end, int steps, double @base = 10, DType dtype = DType.Float32)
    {
        Func<int, double> exponent = Spaced(nameof(Logspace), start, end, steps);
        return Sequence(nameof(Logspace), steps, dtype, i => Math.Pow(@base, exponent(i)));
    }

    private static Func<int, double> Spaced(string op, double start, double end, int steps)
    {
        if (steps < 0) throw new ArgumentException($"{op}: {steps} steps from {start} to {end}; the number of steps must be 0 or more");
        if (!double.IsFinite(start) || !double.IsFinite(end)) throw new ArgumentException($"{op}: {start} to {end} is not finite");
        double step = (end - start) / (steps - 1);
        // From both ends inwards, so that each is exact.
        return i => steps == 1 || i < steps / 2 ? start + (i == 0 ? 0 : i * step) : end - (steps - 1 - i) * step;
    }

    private static void CheckStep<T>(T start, T end, T step) where T : INumber<T>
    {
        if (!T.IsFinite(start) || !T.IsFinite(end) || !T.IsFinite(step)) throw new ArgumentException($"Arange: {start} to {end} by {step} is not finite");
        if (T.IsZero(step)) throw new ArgumentException($"Arange: from {start} to {end} by {step} does not advance; give a step other than 0");
        if (end != start && end > start != step > T.Zero) throw new ArgumentException($"Arange: from {start} to {end} by {step} leads away from the end; change the sign of the step");
    }

    // Exact where doubles are not, and where the distance overflows.
    private static double Steps(long start, long end, long step) => (double)(((Int128)end - start + step - long.Sign(step)) / step);

    private static Tensor Sequence(string op, double count, DType dtype, Func<int, double> value) => dtype switch
    {
        DType.Float32 => Sequence(count, i => (float)value(i)),
        DType.Float64 => Sequence(count, value),
        DType.Int64 => Sequence(count, i => long.CreateChecked(value(i))),
        DType.Int32 => Sequence(count, i => int.CreateChecked(value(i))),
        _ => throw new DTypeException($"{op}: {dtype.Name()} does not hold a sequence; take another dtype"),
    };

    private static Tensor Sequence<T>(double count, Func<int, T> value) where T : unmanaged
    {
        if (count > Array.MaxLength) throw new ShapeException($"Arange: {count} values are more than a tensor holds ({Array.MaxLength}); take a larger step");
        T[] values = new T[(int)count];
        for (int i = 0; i < values.Length; i++) values[i] = value(i);
        return Owning(values, [values.Length]);
    }
}
