namespace PyDeepTensorNet;

/// <summary>The interval in which tests draw arguments, and points inside it where the derivative jumps or is a matter of convention.</summary>
internal readonly record struct Domain(double Low, double High)
{
    public static readonly Domain Reals = new(-4, 4);
    public static readonly Domain Positive = new(0.05, 6);

    /// <summary>Tests stay away from these.</summary>
    public double[] Kinks { get; init; } = [];

    /// <summary>How far apart the kinks are where there is one after another, in the interval and beyond; 0 where there are no others.</summary>
    public double Period { get; init; }

    /// <summary>Whether the kinks are those of the difference between this operand and the next.</summary>
    public bool OfDifference { get; init; }

    /// <summary>See <see cref="Rule.Margins"/>.</summary>
    public IEnumerable<double> Margins(Tensor x, Tensor? next = null)
    {
        if (Kinks.Length == 0) return [];
        double[] values = OfDifference && next is not null ? Apply.Differences(x, next) : x.To(DType.Float64).ToArray<double>();
        (double[] kinks, double period) = (Kinks, Period);
        return period > 0 ? values.Select(value => Wave((value - kinks[0]) / period) * period) : kinks.SelectMany(kink => values.Select(value => value - kink));
    }

    /// <summary>The distance to the next whole number, with another sign on either side of each.</summary>
    private static double Wave(double x)
    {
        double distance = Math.Abs(x - Math.Round(x));
        return Math.Floor(x) % 2 == 0 ? distance : -distance;
    }
}
