using PyDeepTensorNet;

namespace Examples.Numerics;

/// <summary>
/// The solution z = f(z, p) of a repeated computation, differentiated by the parameters p without differentiating the repetitions. The implicit function theorem needs f at the solution alone:
/// with J = df/dz, the cotangent dz becomes w = (1 - J)^-T dz, and that of p is w^T df/dp.
/// </summary>
internal static class FixedPoint
{
    /// <summary>One entry on the tape, however many repetitions it took; its derivative may be differentiated again.</summary>
    public static Tensor Solve(Func<Tensor, IReadOnlyList<Tensor>, Tensor> f, Tensor start, IReadOnlyList<Tensor> parameters, double tolerance = 1e-15, int most = 10_000, bool check = false) =>
        CustomFunction.Apply(
            "FixedPoint",
            parameters,
            p => Repeat(f, start, p, tolerance, most, out _),
            (p, z, dz) =>
            {
                int n = z.ElementCount;
                Tensor system = Tensor.Eye(n, dtype: z.DType) - Derivatives.Jacobian(z => f(z, p), z).Reshape(n, n);
                Tensor w = system.Transpose(0, 1).Solve(dz.Reshape(n));
                return Derivatives.Vjp(q => f(z, q), p, w.Reshape(z.Shape)).Vjp;
            },
            check);

    /// <summary>Repeats f until it no longer moves z by more than <paramref name="tolerance"/>.</summary>
    public static Tensor Repeat(Func<Tensor, IReadOnlyList<Tensor>, Tensor> f, Tensor start, IReadOnlyList<Tensor> parameters, double tolerance, int most, out int repetitions)
    {
        Tensor z = start;
        for (repetitions = 1; repetitions <= most; repetitions++)
        {
            Tensor before = z;
            z = f(z, parameters);
            if ((z - before).Abs().Max().Item<double>() <= tolerance) return z;
        }
        throw new InvalidOperationException($"no fixed point after {most} repetitions: f must bring points closer together");
    }

    /// <summary>Kepler's equation E = M + e sin E: where on an ellipse of eccentricity e a planet is (E), given how much of its year has passed (M); p is e alone.</summary>
    public static Func<Tensor, IReadOnlyList<Tensor>, Tensor> Kepler(Tensor m) => (anomaly, p) => m + p[0] * anomaly.Sin();

    /// <summary>The derivative dE/de that the formula gives: sin E / (1 - e cos E).</summary>
    public static Tensor KeplerSlope(Tensor anomaly, Tensor e) => anomaly.Sin() / (1 - e * anomaly.Cos());

    /// <summary>The eccentricity whose positions lie closest to <paramref name="observed"/> ones: Newton's method on the sum of squares, whose second derivative goes through the solver too.</summary>
    public static IReadOnlyList<double> FitEccentricity(Tensor m, Tensor observed, double start, int steps)
    {
        List<double> path = [start];
        for (int i = 0; i < steps; i++)
        {
            Tensor e = Tensor.Full([], path[^1], DType.Float64);
            double slope = Derivatives.Gradient(Misfit, e).Item<double>(), bend = Derivatives.Hessian(Misfit, e).Item<double>();
            path.Add(Math.Clamp(path[^1] - slope / Math.Abs(bend), 0, 0.95));
        }
        return path;

        Tensor Misfit(Tensor e) => (Solve(Kepler(m), m, [e]) - observed).Square().Sum();
    }
}
