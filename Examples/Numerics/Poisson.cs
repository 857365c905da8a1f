using PyDeepTensorNet;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace Examples.Numerics;

/// <summary>
/// Poisson's equation on the unit square: the Laplacian of u is f inside, and u is 0 on the border. The right side f is that of u = sin(pi x) sin(2 pi y), so that the error of a solution is known.
/// </summary>
internal sealed class Poisson
{
    private readonly Sequential _net;
    private readonly Adam _optimizer;
    private readonly Generator _random;
    private readonly Step _training;

    public Poisson(int width, ulong seed, double rate = 0.01)
    {
        _random = new Generator(seed);
        _net =
        [
            new Linear(2, width, dtype: DType.Float64, generator: _random), new Tanh(),
            new Linear(width, width, dtype: DType.Float64, generator: _random), new Tanh(),
            new Linear(width, 1, dtype: DType.Float64, generator: _random),
        ];
        _optimizer = new Adam(_net.Parameters(), rate);
        _training = Step.Capture(Train);
    }

    /// <summary>The solution at points [n, 2], as [n, 1].</summary>
    public static Tensor Exact(Tensor points) => (Math.PI * X(points)).Sin() * (2 * Math.PI * Y(points)).Sin();

    public static Tensor RightSide(Tensor points) => -5 * Math.PI * Math.PI * Exact(points);

    /// <summary>What the network makes of them: its value, times what is 0 on the border and 1 in the middle. It sees the square as reaching from -2 to 2, where its units bend.</summary>
    public Tensor Solution(Tensor points) => _net.Forward(4 * points - 2) * 16 * X(points) * (1 - X(points)) * Y(points) * (1 - Y(points));

    /// <summary>How far the equation is from holding at each point.</summary>
    public Tensor Residual(Tensor points) => Derivatives.BatchLaplacian(Solution, points) - RightSide(points);

    /// <summary>One update at <paramref name="count"/> points, drawn anew, by the recorded step; returns the loss.</summary>
    public double Update(int count, double rate)
    {
        _optimizer.LearningRate = rate;
        return _training.Run(Tensor.Rand([count, 2], DType.Float64, _random)).Item<double>();
    }

    /// <summary>One update for the mean square of the residual at some points; returns it.</summary>
    public Tensor Train(Tensor points)
    {
        using var tape = new Tape();
        Tensor loss = Residual(points).Square().Mean();
        _optimizer.Step(tape.Gradient(loss, _net.Parameters()));
        return loss;
    }

    /// <summary>The largest distance from the exact solution on a grid of n x n points, in parts of its largest value, which is 1.</summary>
    public double Error(int n)
    {
        Tensor grid = Grid(n);
        return (Solution(grid) - Exact(grid)).Abs().Max().Item<double>();
    }

    /// <summary>n x n points of the square, row by row from the top, [n n, 2].</summary>
    public static Tensor Grid(int n)
    {
        Tensor axis = Tensor.Linspace(0, 1, n, DType.Float64);
        return Tensor.Stack([axis.Unsqueeze(0).Expand(n, n), axis.Flip(0).Unsqueeze(1).Expand(n, n)], 2).Reshape(n * n, 2);
    }

    private static Tensor X(Tensor points) => points[.., ..1];

    private static Tensor Y(Tensor points) => points[.., 1..];
}
