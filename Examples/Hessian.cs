using Examples.Numerics;
using PyDeepTensorNet;
using ScottPlot;

namespace Examples;

/// <summary>What second derivatives are good for: Newton's method beside gradient descent, in a curved valley.</summary>
internal static class Hessian
{
    public static void Run(Options options)
    {
        double rate = options.Real("rate", 0.0015, 0, 1, "the step of gradient descent");
        int most = options.Whole("steps", 10_000, 1, 10_000_000, "the most steps of gradient descent");
        string folder = options.OutputFolder();
        if (!options.Complete()) return;

        Tensor start = new[] { -1.2, 1.0 }, minimum = new[] { 1.0, 1.0 };
        Show.Section("The Hessian at the minimum, and what the formula gives: 802, -400, 200");
        Show.Value("H", Derivatives.Hessian(Minimizer.Valley, minimum));

        const double Tolerance = 1e-8;
        IReadOnlyList<Tensor> newton = Minimizer.Newton(Minimizer.Valley, start, Tolerance, 100), descent = Minimizer.GradientDescent(Minimizer.Valley, start, rate, Tolerance, most);
        Show.Section("Newton's method, step by step: near the minimum the distance squares");
        Show.Table(["step", "x", "y", "value", "distance"], newton.Select((point, i) => new[]
        {
            $"{i}", $"{point[0].Item<double>():F6}", $"{point[1].Item<double>():F6}", $"{Minimizer.Valley(point).Item<double>():0.0e+00}", $"{Minimizer.Length(point - minimum):0.0e+00}",
        }));
        Show.Result($"Newton's method: {newton.Count - 1} steps, {Minimizer.Length(newton[^1] - minimum):0.0e+00} from the minimum");
        Show.Result($"gradient descent: {descent.Count - 1} steps, {Minimizer.Length(descent[^1] - minimum):0.0e+00} from the minimum");
        Draw(newton, descent, folder);
    }

    /// <summary>The valley's contours, evenly apart by the logarithm of their height, and both ways through it.</summary>
    private static void Draw(IReadOnlyList<Tensor> newton, IReadOnlyList<Tensor> descent, string folder)
    {
        const double Left = -1.6, Right = 1.6, Bottom = -0.6, Top = 1.6;
        const int Columns = 241, Rows = 166;
        Tensor across = Tensor.Linspace(Left, Right, Columns, DType.Float64).Unsqueeze(0).Expand(Rows, Columns), down = Tensor.Linspace(Top, Bottom, Rows, DType.Float64).Unsqueeze(1).Expand(Rows, Columns);
        double[] x = across.ToArray<double>(), y = down.ToArray<double>(), height = (Minimizer.Valley(Tensor.Stack([across, down])) + 0.05).Log10().ToArray<double>();
        var places = new Coordinates3d[Rows, Columns];
        for (int i = 0; i < height.Length; i++) places[i / Columns, i % Columns] = new(x[i], y[i], height[i]);

        Plot plot = Picture.New("Two ways down a curved valley", "x", "y");
        var contours = plot.Add.ContourLines(places, count: 12);
        (contours.LabelStyle.IsVisible, contours.LineWidth) = (false, 1);
        contours.Colormap = new ScottPlot.Colormaps.CustomInterpolated([Color.FromHex("#444444"), Color.FromHex("#dddddd")]);
        Path(descent, $"gradient descent, {descent.Count - 1} steps", Color.FromHex("#d62728"), 3);
        Path(newton, $"Newton's method, {newton.Count - 1} steps", Color.FromHex("#1f77b4"), 9);
        var minimum = plot.Add.Marker(1, 1, MarkerShape.FilledDiamond, 12, Colors.Black);
        minimum.LegendText = "minimum";
        plot.ShowLegend(Alignment.LowerLeft);
        plot.Axes.SetLimits(Left, Right, Bottom, Top);
        Picture.Save(plot, folder, "hessian.png");

        void Path(IReadOnlyList<Tensor> points, string name, Color colour, float size)
        {
            var path = plot.Add.Scatter(points.Select(point => point[0].Item<double>()).ToArray(), points.Select(point => point[1].Item<double>()).ToArray(), colour);
            (path.LegendText, path.LineWidth, path.MarkerSize) = (name, 2, size);
        }
    }
}
