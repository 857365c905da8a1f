using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>What is asked of the forward of every elementwise op, on spans. A check that fails names the op.</summary>
internal static class ForwardChecks
{
    private const int MaxLength = 70;

    /// <summary>Results against the reference, all over the domain and at magnitudes down to 1e-8.</summary>
    public static void MatchesScalar<T>(ElementwiseCase op) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Compare(op, Convert<T>(new Draws(op).Points(512)));

    /// <summary>Results at zeros, infinities and NaN, in all combinations, and at the largest and smallest numbers, unless the op may overflow on its way where the reference in double does not.</summary>
    public static void MatchesScalarAtSpecialValues<T>(ElementwiseCase op) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = [T.Zero, T.NegativeZero, T.One, T.NegativeOne, T.PositiveInfinity, T.NegativeInfinity, T.NaN];
        T largest = T.CreateTruncating(typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue);
        if (op.Arity == 1 || (op.Arity == 2 && typeof(T) == typeof(double))) values = [.. values, largest, -largest, T.Epsilon, -T.Epsilon];
        int count = (int)Math.Pow(values.Length, op.Arity);
        T[][] x = [.. Enumerable.Range(0, op.Arity).Select(i => Enumerable.Range(0, count).Select(k => values[k / (int)Math.Pow(values.Length, i) % values.Length]).ToArray())];
        Compare(op, x);
    }

    /// <summary>NaN in any operand makes NaN.</summary>
    public static void SpreadsNaN<T>(ElementwiseCase op) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[][] points = new Draws(op).Points(8);
        for (int i = 0; i < op.Arity; i++)
        {
            T[][] x = Convert<T>(points);
            Array.Fill(x[i], T.NaN);
            T[] y = Run(op, x);
            int at = Array.FindIndex(y, value => !T.IsNaN(value));
            if (at >= 0) Assert.Fail($"{op.Label} of {Show(x, at)} is {y[at]}, not NaN");
        }
    }

    /// <summary>At every length to 70 and wherever it stands, an element becomes what it becomes alone, and nothing is written beside the result.</summary>
    public static void SameBitsAtEveryLength<T>(ElementwiseCase op) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[][] x = Convert<T>(new Draws(op).Points(MaxLength + 3));
        T[] alone = [.. Enumerable.Range(0, x[0].Length).Select(k => Run(op, [.. x.Select(operand => operand[k..(k + 1)])])[0])];
        T guard = T.CreateChecked(12345);
        T[] memory = new T[MaxLength + 2];
        for (int length = 0; length <= MaxLength; length++)
        {
            int start = length % 4;
            Array.Fill(memory, guard);
            op.Forward([.. x.Select(operand => (ReadOnlyMemory<T>)operand.AsMemory(start, length))], memory.AsSpan(1, length));
            for (int k = 0; k < length; k++)
            {
                if (!SameBits(memory[k + 1], alone[start + k])) Assert.Fail($"{op.Label} of {Show(x, start + k)} is {memory[k + 1]:R} as element {k} of {length}, and {alone[start + k]:R} alone");
            }
            if (memory[0] != guard || memory.AsSpan(length + 1).ContainsAnyExcept(guard)) Assert.Fail($"{op.Label} writes beside a result of length {length}");
        }
    }

    /// <summary>The result may be written over any operand.</summary>
    public static void SameBitsOntoAnOperand<T>(ElementwiseCase op) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int length in new[] { 1, 3, 8, 37, 64 })
        {
            T[][] x = Convert<T>(new Draws(op).Points(length));
            T[] apart = Run(op, x);
            for (int i = 0; i < op.Arity; i++)
            {
                T[][] copies = [.. x.Select(operand => (T[])operand.Clone())];
                op.Forward(AsMemory(copies), copies[i]);
                int at = Enumerable.Range(0, length).FirstOrDefault(k => !SameBits(copies[i][k], apart[k]), -1);
                if (at >= 0) Assert.Fail($"{op.Label} of {Show(x, at)} is {apart[at]:R}, and {copies[i][at]:R} written over operand {i}");
            }
        }
    }

    /// <summary>Whether the op maps integers to integers with these settings.</summary>
    public static bool TakesIntegers(ElementwiseCase op) =>
        op.Op is IIntegerUnaryOp or IIntegerBinaryOp && Enumerable.Range(-9, 19).Where(i => i != 0).All(i => double.IsInteger(op.Scalar([.. Enumerable.Repeat((double)i, op.Arity)])));

    /// <summary>Small integers against the reference, and any integers against the same computation in 128 bits, of which the low ones stay.</summary>
    public static void MatchesIntegers<T>(ElementwiseCase op) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var random = new Random(5);
        const int Count = 400;
        long[][] small = [.. Enumerable.Range(0, op.Arity).Select(i => Enumerable.Range(0, Count).Select(_ => Draw(i, 9)).ToArray())];
        T[] y = RunInteger(op, Narrow(small));
        for (int k = 0; k < Count; k++)
        {
            double expected = op.Scalar([.. small.Select(operand => (double)operand[k])]);
            if (double.CreateChecked(y[k]) != expected) Assert.Fail($"{op.Label} of {Show(small, k)} is {y[k]} in {typeof(T).Name}, expected {expected}");
        }

        long[][] large = [.. Enumerable.Range(0, op.Arity).Select(i => Enumerable.Range(0, Count).Select(_ => Draw(i, long.CreateTruncating(T.MaxValue))).ToArray())];
        for (int i = 0; i < op.Arity; i++) (large[i][0], large[i][1]) = i == 0 ? (long.CreateTruncating(T.MinValue), long.CreateTruncating(T.MinValue)) : (-1, 1);
        y = RunInteger(op, Narrow(large));
        Int128[] wide = RunInteger(op, [.. large.Select(operand => operand.Select(value => (Int128)value).ToArray())]);
        for (int k = 0; k < Count; k++)
        {
            if (y[k] != T.CreateTruncating(wide[k])) Assert.Fail($"{op.Label} of {Show(large, k)} is {y[k]} in {typeof(T).Name}, and {wide[k]} in 128 bits");
        }

        // No integer is divided by 0.
        long Draw(int operand, long most)
        {
            long value = most == 9 ? random.Next(-9, 10) : random.NextInt64(-most, most);
            return value == 0 && operand > 0 ? 1 : value;
        }

        static T[][] Narrow(long[][] x) => [.. x.Select(operand => operand.Select(T.CreateChecked).ToArray())];
    }

    private static void Compare<T>(ElementwiseCase op, T[][] x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] y = Run(op, x);
        Accuracy accuracy = Accuracy.Of(op.Op.GetType());
        var wrong = new List<string>();
        for (int k = 0; k < y.Length; k++)
        {
            double expected = op.Scalar([.. x.Select(operand => double.CreateTruncating(operand[k]))]);
            if (!accuracy.Holds(expected, y[k])) wrong.Add($"{op.Label} of {Show(x, k)} is {y[k]:R}, expected {expected:R}");
        }
        if (wrong.Count > 0) Assert.Fail($"{wrong.Count} of {y.Length} in {typeof(T).Name}:\n{string.Join('\n', wrong.Take(20))}");
    }

    private static T[] Run<T>(ElementwiseCase op, T[][] x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] y = new T[x[0].Length];
        op.Forward(AsMemory(x), y);
        return y;
    }

    private static T[] RunInteger<T>(ElementwiseCase op, T[][] x) where T : unmanaged, IBinaryInteger<T>
    {
        T[] y = new T[x[0].Length];
        op.ForwardInteger(AsMemory(x), y);
        return y;
    }

    private static ReadOnlyMemory<T>[] AsMemory<T>(T[][] x) => [.. x.Select(operand => (ReadOnlyMemory<T>)operand)];

    private static T[][] Convert<T>(double[][] x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. x.Select(operand => operand.Select(T.CreateChecked).ToArray())];

    private static bool SameBits<T>(T a, T b) where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in a)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in b)));

    private static string Show<T>(T[][] x, int at) where T : IFormattable => $"({string.Join(", ", x.Select(operand => operand[at].ToString("R", CultureInfo.InvariantCulture)))})";
}
