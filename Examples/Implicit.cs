using Examples.Numerics;
using PyDeepTensorNet;

namespace Examples;

/// <summary>A solver inside a differentiable program: the fixed point of Kepler's equation, with a derivative of its own instead of that of every repetition.</summary>
internal static class Implicit
{
    public static void Run(Options options)
    {
        double eccentricity = options.Real("e", 0.6, 0, 0.9, "the eccentricity of the orbit, which is then found again from its positions");
        int count = options.Whole("observations", 12, 1, 1000, "the positions observed, evenly over half a year");
        if (!options.Complete()) return;

        Tensor m = Math.PI * (Tensor.Arange(0.0, count, dtype: DType.Float64) + 0.5) / count, e = Tensor.Full([], eccentricity, DType.Float64);
        (m.Name, e.Name) = ("M", "e");
        Func<Tensor, IReadOnlyList<Tensor>, Tensor> kepler = FixedPoint.Kepler(m);

        Show.Section("E = M + e sin E, solved by repetition");
        Tensor anomaly, slope, unrolled;
        using (var tape = new Tape())
        {
            anomaly = FixedPoint.Solve(kepler, m, [e]);
            Show.Line($"as a function with its own derivative: {tape.Count} entries on the tape");
            slope = tape.Gradient(anomaly.Sum(), e);
        }
        using (var tape = new Tape())
        {
            Tensor repeated = FixedPoint.Repeat(kepler, m, [e], 1e-15, 10_000, out int repetitions);
            Show.Line($"as {repetitions} recorded repetitions: {tape.Count} entries");
            unrolled = tape.Gradient(repeated.Sum(), e);
        }
        double exact = FixedPoint.KeplerSlope(anomaly, e).Sum().Item<double>();
        Show.Table(["d(sum of E)/de", "value", "distance from the formula"], new[]
        {
            ("implicit", slope.Item<double>()), ("repetitions", unrolled.Item<double>()), ("formula", exact),
        }.Select(row => new[] { row.Item1, $"{row.Item2:F12}", $"{Math.Abs(row.Item2 - exact):0.0e+00}" }));

        Show.Section("Both derivatives beside differences");
        Show.Check(GradCheck.Run(p => FixedPoint.Solve(kepler, m, p), [e]));
        Show.Check(GradGradCheck.Run(p => FixedPoint.Solve(kepler, m, p), [e]));

        Show.Section("The eccentricity found from positions, by Newton's method through the solver");
        IReadOnlyList<double> path = FixedPoint.FitEccentricity(m, anomaly, 0.3, 5);
        Show.Table(["step", "e", "distance"], path.Select((value, i) => new[] { $"{i}", $"{value:F12}", $"{Math.Abs(value - eccentricity):0.0e+00}" }));
        Show.Result($"e = {path[^1]:F10}; the orbit's is {eccentricity}");
    }
}
