using Examples.Numerics;

namespace PyDeepTensorNet.Tests.Examples;

/// <summary>The numbers of the examples, in small.</summary>
[TestClass]
public sealed class NumericsTests
{
    [TestMethod]
    public void Poisson_OfTheExactSolution_HasTheRightSideAsLaplacian()
    {
        Tensor points = Tensor.Rand([20, 2], DType.Float64, new Generator(1));
        Tensor difference = Derivatives.BatchLaplacian(Poisson.Exact, points) - Poisson.RightSide(points);
        Assert.IsLessThan(1e-12, difference.Abs().Max().Item<double>());
    }

    [TestMethod]
    public void Poisson_Trained_ComesNearTheExactSolution_AndIsZeroOnTheBorder()
    {
        const int Steps = 250;
        var problem = new Poisson(width: 12, seed: 1);
        double before = problem.Error(11), residual = 0;
        for (int step = 1; step <= Steps; step++) residual = problem.Update(48, 0.005 * (1 + Math.Cos(Math.PI * step / Steps)));
        Assert.IsGreaterThan(0.5, before);
        Assert.IsLessThan(0.1, problem.Error(11));
        Assert.IsLessThan(5, Math.Sqrt(residual));
        Values(problem.Solution(new[,] { { 0.0, 0.3 }, { 1, 0.4 }, { 0.5, 0 }, { 0.6, 1 } }).Abs(), 0, 0, 0, 0);
    }

    [TestMethod]
    public void Poisson_TrainedByARecordedStep_HasTheSameBits()
    {
        Poisson eager = new(width: 9, seed: 3), recorded = new(width: 9, seed: 3);
        Step step = Step.Capture(recorded.Train);
        Tensor grid = Poisson.Grid(5);
        for (int i = 0; i < 6; i++)
        {
            Tensor points = Tensor.Rand([11 + i % 2, 2], DType.Float64, new Generator((ulong)i));
            Assert.AreEqual(eager.Train(points).Item<double>(), step.Run(points).Item<double>());
            CollectionAssert.AreEqual(eager.Solution(grid).ToArray<double>(), recorded.Solution(grid).ToArray<double>());
        }
    }

    [TestMethod]
    public void Minimizer_ByNewton_SquaresTheDistance_WhereGradientDescentCrawls()
    {
        Tensor start = new[] { -1.2, 1.0 }, minimum = new[] { 1.0, 1 };
        IReadOnlyList<Tensor> newton = Minimizer.Newton(Minimizer.Valley, start, 1e-8, 100), descent = Minimizer.GradientDescent(Minimizer.Valley, start, 0.0015, 1e-8, 500);
        Assert.HasCount(22, newton);
        double[] distances = [.. newton.TakeLast(3).Select(point => Minimizer.Length(point - minimum))];
        Assert.IsLessThan(1e-9, distances[2]);
        Assert.IsLessThan(300 * distances[0] * distances[0], distances[1]);
        Assert.IsLessThan(300 * distances[1] * distances[1], distances[2]);
        Assert.HasCount(501, descent);
        Assert.IsGreaterThan(0.1, Minimizer.Length(descent[^1] - minimum));
        Assert.IsLessThan(Minimizer.Valley(start).Item<double>(), Minimizer.Valley(descent[^1]).Item<double>());
        Tensor hessian = Derivatives.Hessian(Minimizer.Valley, minimum);
        AssertIs(hessian, [2, 2], 802, -400, -400, 200);
    }

    [TestMethod]
    public void FixedPoint_OfKeplersEquation_HasTheFormulasDerivative_AndThatOfAllRepetitions()
    {
        Tensor m = new[] { 0.2, 1.1, 2.5 }, e = Tensor.Full([], 0.6, DType.Float64);
        Func<Tensor, IReadOnlyList<Tensor>, Tensor> kepler = FixedPoint.Kepler(m);
        FixedPoint.Solve(kepler, m, [e], check: true);
        using var tape = new Tape();
        Tensor anomaly = FixedPoint.Solve(kepler, m, [e]);
        Assert.AreEqual(2, tape.Count);
        Assert.IsLessThan(1e-14, (anomaly - m - e * anomaly.Sin()).Abs().Max().Item<double>());
        Tensor weights = new[] { 1.0, -2, 3 };
        double slope = tape.Gradient(anomaly, e, weights).Item<double>();
        Tensor repeated = FixedPoint.Repeat(kepler, m, [e], 1e-15, 1000, out int repetitions);
        Assert.IsGreaterThan(20, repetitions);
        Assert.AreEqual((weights * FixedPoint.KeplerSlope(anomaly, e)).Sum().Item<double>(), slope, 1e-12);
        Assert.AreEqual(tape.Gradient(repeated, e, weights).Item<double>(), slope, 1e-10);
    }

    /// <summary>A layer that is its own input, z = tanh(W z + b): a full Jacobian, two parameters, and second derivatives.</summary>
    [TestMethod]
    public void FixedPoint_OfALayer_PassesBothChecks()
    {
        Tensor w = 0.3 * Tensor.Randn([3, 3], DType.Float64, new Generator(5)), b = new[] { 0.5, -1, 0.2 };
        Tensor Layer(IReadOnlyList<Tensor> p) => FixedPoint.Solve((z, p) => (p[0].Mv(z) + p[1]).Tanh(), Tensor.Zeros([3], DType.Float64), p);
        GradCheck.Run(Layer, [w, b]).ThrowIfFailed();
        GradGradCheck.Run(Layer, [w, b]).ThrowIfFailed();
        Assert.ThrowsExactly<InvalidOperationException>(() => FixedPoint.Solve((z, p) => z + p[0], b, [b], most: 5));
    }

    [TestMethod]
    public void FitEccentricity_FromPositions_FindsTheOrbits()
    {
        Tensor m = new[] { 0.3, 0.9, 1.7, 2.4 };
        Tensor observed = FixedPoint.Solve(FixedPoint.Kepler(m), m, [Tensor.Full([], 0.45, DType.Float64)]);
        Assert.AreEqual(0.45, FixedPoint.FitEccentricity(m, observed, 0.3, 6)[^1], 1e-12);
    }
}
