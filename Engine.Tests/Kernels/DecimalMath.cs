namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>References in 28 digits, for arguments of moderate size: what decimal arithmetic gives, with series that need no other function.</summary>
internal static class DecimalMath
{
    private const decimal TwoOverRootPi = 1.1283791670955125738961589031m;

    /// <summary>The value of a double to 28 digits; the conversion of .NET rounds to 15.</summary>
    public static decimal Exact(double x)
    {
        if (x == 0) return 0;
        int exponent = Math.ILogB(x) - 52;
        decimal value = (long)Math.ScaleB(x, -exponent);
        for (; exponent < 0; exponent++) value /= 2;
        for (; exponent > 0; exponent--) value *= 2;
        return value;
    }

    public static decimal Exp(decimal x)
    {
        if (x < 0) return 1 / Exp(-x);
        int halvings = 0;
        for (; x > 0.1m; x /= 2) halvings++;
        decimal sum = Expm1Series(x);
        // (1 + s)^2 - 1, so that no digit is lost beside the 1.
        for (; halvings > 0; halvings--) sum *= 2 + sum;
        return 1 + sum;
    }

    public static decimal Expm1(decimal x) => Math.Abs(x) < 0.1m ? Expm1Series(x) : Exp(x) - 1;

    /// <summary>By Newton's method from the logarithm in double.</summary>
    public static decimal Log(decimal x)
    {
        decimal y = Exact(Math.Log((double)x));
        for (int i = 0; i < 2; i++)
        {
            decimal e = Exp(y);
            y += 2 * (x - e) / (x + e);
        }
        return y;
    }

    public static decimal Log1p(decimal x)
    {
        if (Math.Abs(x) >= 0.05m) return Log(1 + x);
        decimal sum = 0, power = x;
        for (int i = 1; power != 0; i++, power *= -x) sum += power / i;
        return sum;
    }

    public static decimal Tanh(decimal x)
    {
        decimal t = Expm1(2 * x);
        return t / (t + 2);
    }

    public static decimal Sigmoid(decimal x) => 1 / (1 + Exp(-x));

    public static decimal Erf(decimal x)
    {
        decimal sum = 0, term = x;
        for (int n = 0; term != 0; term *= -x * x / ++n) sum += term / (2 * n + 1);
        return sum * TwoOverRootPi;
    }

    private static decimal Expm1Series(decimal x)
    {
        decimal sum = 0, term = x;
        for (int i = 2; term != 0; i++)
        {
            sum += term;
            term *= x / i;
        }
        return sum;
    }
}
