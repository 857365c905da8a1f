namespace PyDeepTensorNet.Kernels;

/// <summary>
/// The logarithm of the gamma function and its derivatives, in double: within a few units in the last place for positive arguments, and below 0, and near the zeros of digamma, within 1e-14 of the
/// terms that they are summed from.
/// </summary>
internal static class GammaFunctions
{
    private const double LogPi = 1.1447298858494002, HalfLogTwoPi = 0.91893853320467274;

    // lgamma(1 + t) / (t (t - 1)) by powers of t - 1/2, for t from 0 to 1: a Chebyshev interpolation, computed in 50 digits.
    private static ReadOnlySpan<double> LgammaCoefficients =>
    [
        0.4831289505409809, -0.14595989591430608, 0.06291140107458168, -0.0313084875010217,
        0.01679709862898276, -0.009425622447061077, 0.005446457956850198, -0.003212074148968353,
        0.0019229132430031888, -0.0011644126224041502, 0.0007115650250304279, -0.0004380224528708151,
        0.0002708950296280356, -0.00016865016226225166, 0.00010771545393886628, -6.765020809380933e-05,
        3.4988964640274815e-05, -2.2062867871136606e-05, 2.8340547351058232e-05, -1.804276273750087e-05,
    ];

    // B(2k) / (2k (2k - 1)), Stirling.
    private static ReadOnlySpan<double> StirlingCoefficients => [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156];

    // B(2k) / (2k), the derivative of Stirling's series.
    private static ReadOnlySpan<double> DigammaCoefficients => [1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160];

    // B(2k), Euler and Maclaurin.
    private static ReadOnlySpan<double> Bernoulli => [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510];

    /// <summary>ln |gamma(x)|; infinite at 0, at the negative integers and at both infinities.</summary>
    public static double Lgamma(double x)
    {
        if (double.IsInfinity(x)) return double.PositiveInfinity;
        if (x <= 0)
        {
            // gamma(x) gamma(1 - x) = pi / sin(pi x)
            double sine = Math.Abs(double.SinPi(x));
            return sine == 0 ? double.PositiveInfinity : LogPi - Math.Log(sine) - Lgamma(1 - x);
        }
        if (x < 1) return OneAnd(x) - Math.Log(x);
        if (x >= 12) return (x - 0.5) * Math.Log(x) - x + HalfLogTwoPi + Polynomial.Of(1 / (x * x), StirlingCoefficients) / x;
        double product = 1;
        while (x >= 2)
        {
            x--;
            product *= x;
        }
        return OneAnd(x - 1) + Math.Log(product);

        static double OneAnd(double t) => t * (t - 1) * Polynomial.Of(t - 0.5, LgammaCoefficients);
    }

    /// <summary>The derivative of <see cref="Lgamma"/>; at 0 infinite with the sign of -x, at the negative integers NaN.</summary>
    public static double Digamma(double x)
    {
        if (x == 0) return Math.CopySign(double.PositiveInfinity, -x);
        if (x < 0) return double.IsInteger(x) ? double.NaN : Digamma(1 - x) - Math.PI / double.TanPi(x);
        double sum = 0;
        for (; x < 10; x++) sum += 1 / x;
        double square = 1 / (x * x);
        return Math.Log(x) - 0.5 / x - square * Polynomial.Of(square, DigammaCoefficients) - sum;
    }

    /// <summary>
    /// The derivative of order n of <see cref="Digamma"/>: (-1)^(n+1) n! times the sum of (x + k)^(-n-1) over k from 0 (Hurwitz's zeta function), by Euler and Maclaurin from where x exceeds
    /// 2 n + 15. At 0 and at the negative integers it is infinite for odd n and NaN for even.
    /// </summary>
    public static double Polygamma(int n, double x)
    {
        if (n == 0) return Digamma(x);
        if (x <= 0) return Reflected(n, x);
        double sum = 0, factorial = 1;
        for (; x < 2 * n + 15; x++) sum += Math.Pow(x, -n - 1);
        double square = x * x, factor = (n + 1) / (2 * square), series = 1.0 / n + 0.5 / x;
        for (int k = 0; k < Bernoulli.Length; k++)
        {
            series += Bernoulli[k] * factor;
            factor *= (n + 2 * k + 2.0) * (n + 2 * k + 3) / ((2 * k + 3) * (2 * k + 4) * square);
        }
        for (int i = 2; i <= n; i++) factorial *= i;
        sum += series * Math.Pow(x, -n);
        return (n & 1) == 1 ? factorial * sum : -factorial * sum;
    }

    /// <summary>From 1 - x: minus pi times the derivative of order n of cot(pi x), which is a polynomial of the cotangent.</summary>
    private static double Reflected(int n, double x)
    {
        if (double.IsInteger(x)) return (n & 1) == 1 ? double.PositiveInfinity : double.NaN;
        double cotangent = 1 / double.TanPi(x);
        double[] coefficients = new double[n + 2], derivative = new double[n + 2];
        coefficients[1] = -Math.PI;
        for (int order = 1; order <= n; order++)
        {
            // The derivative of c^i is -pi i (c^(i-1) + c^(i+1)).
            Array.Clear(derivative);
            for (int i = 1; i <= order; i++)
            {
                derivative[i - 1] -= Math.PI * i * coefficients[i];
                derivative[i + 1] -= Math.PI * i * coefficients[i];
            }
            (coefficients, derivative) = (derivative, coefficients);
        }
        double mirrored = Polygamma(n, 1 - x);
        return Polynomial.Of(cotangent, coefficients) + ((n & 1) == 1 ? -mirrored : mirrored);
    }
}
