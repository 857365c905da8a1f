using PyDeepTensorNet;

namespace Examples.Numerics;

/// <summary>Two ways downhill: along the gradient, and to the minimum of the parabola that gradient and Hessian describe.</summary>
internal static class Minimizer
{
    /// <summary>A valley whose floor is a parabola and falls slowly towards its only minimum, 0 at (1, 1): Rosenbrock's function of a tensor [2].</summary>
    public static Tensor Valley(Tensor x) => (1 - x[0]).Square() + 100 * (x[1] - x[0].Square()).Square();

    /// <summary>Steps of x - H^-1 g, halved while they lead uphill, until the gradient is shorter than <paramref name="tolerance"/>; every point on the way.</summary>
    public static IReadOnlyList<Tensor> Newton(Func<Tensor, Tensor> function, Tensor start, double tolerance, int most) => Walk(start, most, x =>
    {
        Tensor gradient = Derivatives.Gradient(function, x);
        if (Length(gradient) < tolerance) return null;
        Tensor step = Derivatives.Hessian(function, x).Solve(gradient);
        double value = function(x).Item<double>();
        for (int halved = 0; halved < 30 && function(x - step).Item<double>() > value; halved++) step *= 0.5;
        return x - step;
    });

    /// <summary>Steps of x - rate g, until the gradient is shorter than <paramref name="tolerance"/>; every point on the way.</summary>
    public static IReadOnlyList<Tensor> GradientDescent(Func<Tensor, Tensor> function, Tensor start, double rate, double tolerance, int most) => Walk(start, most, x =>
    {
        Tensor gradient = Derivatives.Gradient(function, x);
        return Length(gradient) < tolerance ? null : x - rate * gradient;
    });

    private static List<Tensor> Walk(Tensor start, int most, Func<Tensor, Tensor?> next)
    {
        List<Tensor> path = [start];
        while (path.Count <= most && next(path[^1]) is { } point) path.Add(point);
        return path;
    }

    public static double Length(Tensor x) => x.Square().Sum().Sqrt().Item<double>();
}
