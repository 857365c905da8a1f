using Examples.Numerics;
using PyDeepTensorNet;
using ScottPlot;

namespace Examples;

/// <summary>A physics-informed network: it learns the solution of a differential equation from the equation alone, through its own second derivatives.</summary>
internal static class Pinn
{
    public static void Run(Options options)
    {
        int steps = options.Whole("steps", 2000, 1, 1_000_000, "how often the weights are updated");
        int points = options.Whole("points", 128, 1, 100_000, "the points at which the equation is enforced in a step");
        int width = options.Whole("width", 24, 1, 1000, "the units of a layer");
        ulong seed = options.Seed();
        string folder = options.OutputFolder();
        if (!options.Complete()) return;

        Show.Note("d2u/dx2 + d2u/dy2 = f in the unit square, u = 0 on its border; the network sees f, never u.");
        var problem = new Poisson(width, seed);
        for (int step = 1; step <= steps; step++)
        {
            // The rate falls along half a wave, from 0.01 to 0.
            double loss = problem.Update(points, 0.005 * (1 + Math.Cos(Math.PI * step / steps)));
            if (step == 1 || step % 250 == 0) Show.Line($"step {step,5}  residual {Math.Sqrt(loss),9:F5}  error {problem.Error(21):F5}");
        }
        Show.Result($"largest distance from the exact solution: {problem.Error(101):F5}, where that goes from -1 to 1");
        Draw(problem, folder);
    }

    /// <summary>The network's solution, the exact one, and a thousand times their difference, side by side.</summary>
    private static void Draw(Poisson problem, string folder)
    {
        const int N = 151;
        const double Gap = 0.12;
        Tensor grid = Poisson.Grid(N), solution = problem.Solution(grid), exact = Poisson.Exact(grid);
        Plot plot = Picture.WithoutAxes("A network that solves Poisson's equation, and the exact solution");
        (string Name, Tensor Values)[] maps = [("network", solution), ("exact", exact), ("1000 x difference", 1000 * (solution - exact))];
        for (int k = 0; k < maps.Length; k++)
        {
            double left = k * (1 + Gap);
            double[,] colours = new double[N, N];
            double[] values = maps[k].Values.ToArray<double>();
            for (int i = 0; i < values.Length; i++) colours[i / N, i % N] = values[i];
            var map = plot.Add.Heatmap(colours);
            (map.Extent, map.ManualRange) = (new(left, left + 1, 0, 1), new(-1, 1));
            map.Colormap = new ScottPlot.Colormaps.CustomInterpolated([Color.FromHex("#1f77b4"), Colors.White, Color.FromHex("#d62728")]);
            var frame = plot.Add.Rectangle(left, left + 1, 0, 1);
            (frame.FillColor, frame.LineColor, frame.LineWidth) = (Colors.Transparent, Colors.Black, 1);
            var name = plot.Add.Text(maps[k].Name, left + 0.5, -0.03);
            (name.LabelFontSize, name.LabelAlignment) = (15, Alignment.UpperCenter);
            if (k == 0) Picture.ColourBar(plot, map, "u");
        }
        plot.Axes.SetLimits(-0.02, 3 + 2 * Gap + 0.02, -0.14, 1.02);
        Picture.Save(plot, folder, "pinn.png", 1100, 440);
    }
}
