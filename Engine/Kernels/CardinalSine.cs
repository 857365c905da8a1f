namespace PyDeepTensorNet.Kernels;

/// <summary>sinc(x) = sin(pi x) / (pi x) and its derivatives.</summary>
internal static class CardinalSine
{
    /// <summary>The derivative of order n, in double.</summary>
    public static double Derivative(int n, double x)
    {
        double turn = Math.PI * x;
        if (n == 0) return x == 0 ? 1 : double.SinPi(x) / turn;
        if (Math.Abs(turn) <= n + 1) return Series(n, turn);
        // Leibniz on x sinc(x) = sin(pi x) / pi: its derivative of order k is x s(k) + k s(k-1).
        double sine = double.SinPi(x), cosine = double.CosPi(x), s = sine / turn, scale = 1;
        for (int k = 1; k <= n; k++, scale *= Math.PI)
        {
            double derivative = (k & 3) switch { 0 => sine, 1 => cosine, 2 => -sine, _ => -cosine };
            s = (scale * derivative - k * s) / x;
        }
        return s;
    }

    /// <summary>pi^n times the sum of ± t^m / (m! (m + n + 1)) over the m >= 0 with m + n even, + where that is a multiple of 4.</summary>
    private static double Series(int n, double t)
    {
        int first = n & 1;
        double sum = 0, term = first == 0 ? 1 : t;
        if (((n + first) & 2) != 0) term = -term;
        for (int m = first; ; m += 2)
        {
            double next = sum + term / (m + n + 1);
            if (next == sum && m > 1) break;
            sum = next;
            term *= -t * t / ((m + 1) * (m + 2));
        }
        return Math.Pow(Math.PI, n) * sum;
    }
}
