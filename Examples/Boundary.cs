using PyDeepTensorNet;
using PyDeepTensorNet.Data;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;
using PyDeepTensorNet.Training;
using ScottPlot;

namespace Examples;

/// <summary>Two crescents of points in the plane, and the curve along which a network cannot tell them apart.</summary>
internal static class Boundary
{
    /// <summary>The part of the plane that is drawn.</summary>
    private const double Left = -1.75, Right = 2.75, Bottom = -1.25, Top = 1.75;

    public static void Run(Options options)
    {
        int epochs = options.Whole("epochs", 100, 1, 100_000, "how often to go through the points");
        int points = options.Whole("points", 200, 1, 100_000, "the points of each class");
        double noise = options.Real("noise", 0.2, 0, 10, "how far points stray from their crescent");
        ulong seed = options.Seed();
        string folder = options.OutputFolder();
        if (!options.Complete()) return;

        var random = new Generator(seed);
        var (x, y) = Moons(points, noise, random);

        Sequential net =
        [
            new Linear(2, 16, generator: random), new Tanh(),
            new Linear(16, 16, generator: random), new Tanh(),
            new Linear(16, 1, generator: random),
        ];
        var optimizer = new Adam(net.Parameters(), 0.01);
        var batches = new DataLoader(new TensorDataset(x, y), batchSize: 32, shuffle: true, seed);
        LossLog.Watch("two crescents", epochs, log => Trainer.Fit(net, optimizer, batches, new BCEWithLogitsLoss().Forward, epochs, log, capture: true));

        // The network answers with log-odds: above 0 it takes the second class for likelier.
        double right = (net.Forward(x) > 0).Eq(y > 0.5).To(DType.Float32).Mean().Item();
        Show.Result($"{right:P1} of the points lie on their side of the boundary");
        Draw(net, x, y, folder);
    }

    /// <summary>Two half circles that reach into each other, [2 n, 2], and their classes 0 and 1, [2 n, 1].</summary>
    private static (Tensor X, Tensor Y) Moons(int n, double noise, Generator random)
    {
        Tensor angle = Math.PI * Tensor.Rand([n, 1], generator: random);
        Tensor upper = Tensor.Cat([angle.Cos(), angle.Sin()], dim: 1);
        Tensor lower = Tensor.Cat([1 - angle.Cos(), 0.5 - angle.Sin()], dim: 1);
        Tensor x = Tensor.Cat([upper, lower]);
        return (x + noise * Tensor.RandnLike(x, random), Tensor.Cat([Tensor.Zeros(n, 1), Tensor.Ones(n, 1)]));
    }

    /// <summary>The network's answer over the plane, its boundary, and the points.</summary>
    private static void Draw(Sequential net, Tensor x, Tensor y, string folder)
    {
        const int Columns = 271, Rows = 181;
        Tensor across = Tensor.Linspace(Left, Right, Columns).Unsqueeze(0).Expand(Rows, Columns);
        Tensor down = Tensor.Linspace(Top, Bottom, Rows).Unsqueeze(1).Expand(Rows, Columns);
        Tensor chance = net.Forward(Tensor.Stack([across, down], dim: 2)).Sigmoid();

        double[,] colours = new double[Rows, Columns];
        var places = new Coordinates3d[Rows, Columns];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                colours[i, j] = chance[i, j].Item();
                places[i, j] = new(across[i, j].Item(), down[i, j].Item(), colours[i, j]);
            }
        }

        Plot plot = Picture.New("Two crescents and the boundary between them", "x", "y");
        Color blue = Color.FromHex("#1f77b4"), red = Color.FromHex("#d62728");
        var map = plot.Add.Heatmap(colours);
        (map.Extent, map.ManualRange) = (new(Left, Right, Bottom, Top), new(0, 1));
        map.Colormap = new ScottPlot.Colormaps.CustomInterpolated([blue.Lighten(0.5), Colors.White, red.Lighten(0.5)]);
        Picture.ColourBar(plot, map, "chance of the second class");
        var line = plot.Add.ContourLines(places, count: 1);
        (line.LineColor, line.LineWidth, line.LabelStyle.IsVisible) = (Colors.Black, 2, false);
        foreach (var (name, part, colour) in new[] { ("first class", x[..(x.Shape[0] / 2)], blue), ("second class", x[(x.Shape[0] / 2)..], red) })
        {
            var dots = plot.Add.ScatterPoints(part[.., 0].ToArray<float>(), part[.., 1].ToArray<float>(), colour);
            (dots.LegendText, dots.MarkerSize) = (name, 6);
        }
        plot.ShowLegend(Alignment.LowerRight);
        plot.Axes.SetLimits(Left, Right, Bottom, Top);
        Picture.Save(plot, folder, "boundary.png");
    }
}
