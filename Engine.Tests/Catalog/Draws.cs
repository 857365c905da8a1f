namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>Arguments for the checks: the same in every run.</summary>
internal sealed class Draws(ElementwiseCase op)
{
    /// <summary>How far arguments stay from a kink where derivatives are taken.</summary>
    private const double Gap = 0.02;

    private readonly Random _random = new(12);

    /// <summary>Points of the domain, as an array for each operand: evenly spread, and every second one spread over magnitudes down to 1e-8 of the bounds, where relative accuracy shows.</summary>
    public double[][] Points(int count) => [.. op.Domains.Select((domain, i) => Enumerable.Range(0, count).Select(k => ((k >> i) & 1) == 0 ? Even(domain) : Small(domain)).ToArray())];

    /// <summary>Values in the domain, evenly spread, for an operand of a shape.</summary>
    public double[] Values(int operand, Shape shape) => [.. Enumerable.Range(0, shape.ElementCount).Select(_ => Even(op.Domains[operand]))];

    /// <summary>
    /// Operands of shapes that broadcast, where every element of one may meet every element of another: none of them, and no difference between two, is close to a kink.
    /// </summary>
    public Tensor[] Smooth(params Shape[] shapes)
    {
        double[] kinks = [.. op.Domains.SelectMany(domain => domain.Kinks).Where(double.IsFinite)];
        var drawn = new double[shapes.Length][];
        for (int i = 0; i < shapes.Length; i++)
        {
            drawn[i] = new double[shapes[i].ElementCount];
            for (int k = 0; k < drawn[i].Length; k++)
            {
                int tries = 0;
                do
                {
                    if (tries++ == 1000) Assert.Fail($"{op.Label}: the domain leaves no room between its kinks");
                    drawn[i][k] = Even(op.Domains[i]);
                }
                while (kinks.Any(kink => IsClose(drawn[i][k], kink) || drawn[..i].Any(other => other.Any(value => IsClose(value - drawn[i][k], kink)))));
            }
        }
        return [.. shapes.Select((shape, i) => Tensor.From(drawn[i], shape))];

        static bool IsClose(double x, double kink) => Math.Abs(x - kink) < Gap;
    }

    private double Even(Domain domain) => domain.Low + (domain.High - domain.Low) * _random.NextDouble();

    private double Small(Domain domain)
    {
        double high = domain.Low < 0 && _random.Next(2) == 0 ? domain.Low : domain.High, size = high * Math.Pow(10, -8 * _random.NextDouble());
        return size >= domain.Low && size <= domain.High ? size : Even(domain);
    }
}
