using PyDeepTensorNet.Kernels;
using PyDeepTensorNet.Tests.Catalog;

namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>The bounds that the kernels state, against references of more digits; run once more without SIMD, and with narrow registers, by <see cref="InstructionSetTests"/>.</summary>
[TestClass]
[TestCategory(InstructionSetTests.Category)]
public sealed class ElementaryTests
{
    /// <summary>A kernel in both types, the reference, where to draw arguments, and the bound in units in the last place.</summary>
    private sealed record Kernel(Map<float> Single, Map<double> Double, Func<decimal, decimal> Reference, double Low, double High, double Units);

    private delegate void Map<T>(ReadOnlySpan<T> x, Span<T> y);

    private static readonly Dictionary<string, Kernel> s_kernels = new()
    {
        ["exp"] = new(Elementary.Map<float, Exponentials.Exp<float>>, Elementary.Map<double, Exponentials.Exp<double>>, DecimalMath.Exp, -16, 32, 1),
        ["expm1"] = new(Elementary.Map<float, Exponentials.Expm1<float>>, Elementary.Map<double, Exponentials.Expm1<double>>, DecimalMath.Expm1, -16, 32, 2),
        ["sigmoid"] = new(Elementary.Map<float, Exponentials.Sigmoid<float>>, Elementary.Map<double, Exponentials.Sigmoid<double>>, DecimalMath.Sigmoid, -16, 16, 2),
        ["tanh"] = new(Elementary.Map<float, Exponentials.Tanh<float>>, Elementary.Map<double, Exponentials.Tanh<double>>, DecimalMath.Tanh, -12, 12, 2),
        ["log"] = new(Elementary.Map<float, Logarithms.Log<float>>, Elementary.Map<double, Logarithms.Log<double>>, DecimalMath.Log, 0, 8, 1),
        ["log2"] = new(Elementary.Map<float, Logarithms.Log2<float>>, Elementary.Map<double, Logarithms.Log2<double>>, x => DecimalMath.Log(x) / DecimalMath.Log(2), 0, 8, 2),
        ["log1p"] = new(Elementary.Map<float, Logarithms.Log1p<float>>, Elementary.Map<double, Logarithms.Log1p<double>>, DecimalMath.Log1p, -0.99, 8, 1),
        ["erf"] = new(Elementary.Map<float, ErrorFunctions.Erf<float>>, Elementary.Map<double, ErrorFunctions.Erf<double>>, DecimalMath.Erf, -4, 4, 1.5),
    };

    public static IEnumerable<object[]> Kernels => s_kernels.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Kernels))]
    public void Map_Doubles_AreWithinTheBound(string name)
    {
        Kernel kernel = s_kernels[name];
        double[] x = Arguments(kernel, 2000), y = new double[x.Length];
        kernel.Double(x, y);
        for (int i = 0; i < x.Length; i++) AssertWithin(kernel, name, x[i], y[i], 52);
    }

    [TestMethod]
    [DynamicData(nameof(Kernels))]
    public void Map_Floats_AreWithinTheBound(string name)
    {
        Kernel kernel = s_kernels[name];
        float[] x = [.. Arguments(kernel, 4000).Select(value => (float)value)], y = new float[x.Length];
        kernel.Single(x, y);
        for (int i = 0; i < x.Length; i++) AssertWithin(kernel, name, x[i], y[i], 23);
    }

    /// <summary>All over the numbers, in steps of a prime number of units, where the functions of .NET, in double, have digits to spare.</summary>
    [TestMethod]
    public void Map_FloatsOfAnySize_AreWithinTheBound()
    {
        (string Name, Func<double, double> Reference)[] references = [("exp", Math.Exp), ("tanh", Math.Tanh), ("log", Math.Log), ("log2", Math.Log2), ("sigmoid", x => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)))];
        float[] x = [.. Enumerable.Range(0, 70000).Select(i => BitConverter.UInt32BitsToSingle((uint)i * 61001u))], y = new float[x.Length];
        foreach ((string name, Func<double, double> reference) in references)
        {
            s_kernels[name].Single(x, y);
            for (int i = 0; i < x.Length; i++)
            {
                double expected = reference(x[i]);
                float rounded = (float)expected;
                if (rounded.Equals(y[i]) && (float.IsNaN(rounded) || float.IsNegative(rounded) == float.IsNegative(y[i]))) continue;
                double unit = Math.ScaleB(1, Math.ILogB(Math.Max(Math.Abs(expected), MathF.ScaleB(1, -126))) - 23);
                if (!(Math.Abs(y[i] - expected) <= s_kernels[name].Units * unit)) Assert.Fail($"{name}({x[i]:R}f) is {y[i]:R}, expected {expected:R}");
            }
        }
    }

    [TestMethod]
    public void Map_Ends_AreThoseOfTheFunctions()
    {
        AssertEnds("exp", (double.NegativeInfinity, 0), (-746, 0), (-745.13, double.Epsilon), (-0.0, 1), (0, 1), (709.78, 1.7928227943945155E+308), (709.79, double.PositiveInfinity), (double.PositiveInfinity, double.PositiveInfinity));
        AssertEnds("expm1", (double.NegativeInfinity, -1), (-800, -1), (-0.0, -0.0), (double.Epsilon, double.Epsilon), (1e-300, 1e-300), (709.79, double.PositiveInfinity), (double.PositiveInfinity, double.PositiveInfinity));
        AssertEnds("sigmoid", (double.NegativeInfinity, 0), (-745.13, double.Epsilon), (0, 0.5), (40, 1), (double.PositiveInfinity, 1));
        AssertEnds("tanh", (double.NegativeInfinity, -1), (-20, -1), (-0.0, -0.0), (0, 0), (double.Epsilon, double.Epsilon), (1e-300, 1e-300), (double.MaxValue, 1), (double.PositiveInfinity, 1));
        AssertEnds("log", (double.NegativeInfinity, double.NaN), (-double.Epsilon, double.NaN), (-0.0, double.NegativeInfinity), (0, double.NegativeInfinity), (double.Epsilon, -744.4400719213812), (1, 0), (double.MaxValue, 709.782712893384), (double.PositiveInfinity, double.PositiveInfinity));
        AssertEnds("log2", (-1, double.NaN), (0, double.NegativeInfinity), (double.Epsilon, -1074), (1, 0), (1024, 10), (Math.ScaleB(1, 1023), 1023), (double.PositiveInfinity, double.PositiveInfinity));
        AssertEnds("log1p", (-2, double.NaN), (-1, double.NegativeInfinity), (-0.0, -0.0), (double.Epsilon, double.Epsilon), (1e-300, 1e-300), (double.MaxValue, 709.782712893384), (double.PositiveInfinity, double.PositiveInfinity));
        AssertEnds("erf", (double.NegativeInfinity, -1), (-6, -1), (-0.0, -0.0), (double.MaxValue, 1));

        static void AssertEnds(string name, params (double X, double Y)[] ends)
        {
            foreach ((double x, double y) in (ReadOnlySpan<(double, double)>)[.. ends, (double.NaN, double.NaN)])
            {
                double[] actual = new double[1];
                s_kernels[name].Double([x], actual);
                if (!actual[0].Equals(y) || (y == 0 && double.IsNegative(actual[0]) != double.IsNegative(y))) Assert.Fail($"{name}({x:R}) is {actual[0]:R}, expected {y:R}");
            }
        }
    }

    [TestMethod]
    public void Gelu_LowerTail_KeepsItsDigits()
    {
        double[] x = [-1e-9, -0.3, -1, -2.5, -5, -8, -12.9], y = new double[x.Length];
        float[] singles = new float[x.Length];
        Elementary.Map<double, Activations.Gelu<double>>(x, y);
        Elementary.Map<float, Activations.Gelu<float>>([.. x.Select(value => (float)value)], singles);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = Expected(x[i]), single = Expected((float)x[i]);
            Assert.AreEqual(expected, y[i], 3e-14 * Math.Abs(expected), $"gelu({x[i]})");
            Assert.AreEqual(single, singles[i], 6e-7 * Math.Abs(single), $"gelu({x[i]}f)");
        }

        static double Expected(double x) => 0.5 * x * Elementary.Of<double, ErrorFunctions.Erfc>(-x / Math.Sqrt(2));
    }

    /// <summary>A number alone has the bits that it has in a register.</summary>
    [TestMethod]
    public void Of_Number_HasTheBitsOfMap()
    {
        double[] x = Arguments(s_kernels["expm1"], 100), y = new double[x.Length];
        s_kernels["expm1"].Double(x, y);
        CollectionAssert.AreEqual(y, x.Select(Elementary.Expm1).ToArray());
    }

    /// <summary>Evenly spread, and every second one spread over magnitudes down to 1e-6.</summary>
    private static double[] Arguments(Kernel kernel, int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            double even = kernel.Low + (kernel.High - kernel.Low) * random.NextDouble(), end = kernel.Low < 0 && random.Next(2) == 0 ? kernel.Low : kernel.High;
            return i % 2 == 0 ? even : end * Math.Pow(10, -6 * random.NextDouble());
        })];
    }

    private static void AssertWithin(Kernel kernel, string name, double x, double y, int bits)
    {
        decimal expected = kernel.Reference(DecimalMath.Exact(x));
        double error = (double)Math.Abs(DecimalMath.Exact(y) - expected), unit = Math.ScaleB(1, Math.ILogB((double)expected) - bits);
        if (!(error <= kernel.Units * unit)) Assert.Fail($"{name}({x:R}) is {y:R}, {error / unit:F2} units from {expected}");
    }
}
