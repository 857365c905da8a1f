using System.IO.Compression;
using PyDeepTensorNet;
using PyDeepTensorNet.Data;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;
using PyDeepTensorNet.Training;
using ScottPlot;

namespace Examples;

/// <summary>
/// 1,797 real handwritten digits of 8x8 pixels: a network learns from 1,437 of them and is tested with the other 360. Data/README.md tells where they come from. The defaults were chosen by
/// cross-validation among the training digits; the test digits had no say in them.
/// </summary>
internal static class Digits
{
    public static void Run(Options options)
    {
        int epochs = options.Whole("epochs", 60, 1, 10_000, "how often to go through the training digits");
        int hidden = options.Whole("hidden", 256, 1, 10_000, "the units of each hidden layer");
        double rate = options.Real("rate", 0.003, 0, 1000, "the learning rate to start with; it falls to 0");
        int batch = options.Whole("batch", 32, 1, 1437, "the digits in a step");
        ulong seed = options.Seed();
        string folder = options.OutputFolder();
        if (!options.Complete()) return;

        var (train, test) = Load();
        Show.Line($"{train.Count} digits to train on, {test.Count} to test with");

        var random = new Generator(seed);
        Sequential net = Network(hidden, random);
        var optimizer = new Adam(net.Parameters(), rate);
        var loader = new DataLoader(train, batch, shuffle: true, seed);
        Trainer.Fit(net, optimizer, loader, new CrossEntropyLoss().Forward, epochs, new EpochEnd(progress =>
        {
            Show.Line($"epoch {progress.Epoch,2}   loss {progress.MeanLoss:F4}   train {Accuracy(net, train):F4}   test {Accuracy(net, test):F4}");
            optimizer.LearningRate = rate * (1 - (double)progress.Epoch / epochs);
        }), capture: true);

        int[] truth = test.Tensors[1].ToArray<int>(), read = Read(net, test).ToArray<int>();
        int[] errors = [.. Enumerable.Range(0, test.Count).Where(i => read[i] != truth[i])];
        Show.Result($"test accuracy {1 - (double)errors.Length / test.Count:F4}: {errors.Length} of {test.Count} digits are misread");
        ShowConfusion(truth, read);
        Draw(test.Tensors[0], truth, read, errors, folder);
    }

    /// <summary>Pixels to the logits of the ten digits, through two hidden layers.</summary>
    public static Sequential Network(int hidden, Generator random) =>
    [
        new Linear(64, hidden, generator: random), new ReLU(), new Dropout(0.3, random),
        new Linear(hidden, hidden, generator: random), new ReLU(), new Dropout(0.3, random),
        new Linear(hidden, 10, generator: random),
    ];

    /// <summary>Some of the digits to train on, and what they show.</summary>
    public static (Tensor Pixels, Tensor Labels) Some(int count)
    {
        TensorDataset train = Load().Train;
        return (train.Tensors[0][..count], train.Tensors[1][..count]);
    }

    /// <summary>What the network takes digits for: the class of the largest logit.</summary>
    private static Tensor Read(Sequential net, TensorDataset digits)
    {
        // Dropout is for training only.
        net.Eval();
        Tensor read = net.Forward(digits.Tensors[0]).ArgMax(1).To(DType.Int32);
        net.Train();
        return read;
    }

    private static double Accuracy(Sequential net, TensorDataset digits) => Read(net, digits).Eq(digits.Tensors[1]).To(DType.Float64).Mean().Item();

    /// <summary>Pixels from 0 to 1, [n, 64], and the digits they show, [n].</summary>
    private static (TensorDataset Train, TensorDataset Test) Load()
    {
        using var table = new StreamReader(new GZipStream(Open("digits.csv.gz"), CompressionMode.Decompress));
        float[][] numbers = [.. Lines(table).Skip(1).Select(line => Array.ConvertAll(line.Split(','), float.Parse))];
        Tensor digits = numbers;
        Tensor pixels = digits[.., ..64] / 16, labels = digits[.., 64].To(DType.Int32);

        using var list = new StreamReader(Open("digits-test-rows.txt"));
        int[] test = [.. Lines(list).SelectMany(line => line.Split(' ')).Select(int.Parse)];
        int[] train = [.. Enumerable.Range(0, numbers.Length).Except(test)];
        return (new(pixels[train], labels[train]), new(pixels[test], labels[test]));

        static Stream Open(string name) => typeof(Digits).Assembly.GetManifestResourceStream(name)!;

        static IEnumerable<string> Lines(StreamReader reader)
        {
            while (reader.ReadLine() is { } line) yield return line;
        }
    }

    private static void ShowConfusion(int[] truth, int[] read)
    {
        int[,] counts = new int[10, 10];
        foreach (var (digit, answer) in truth.Zip(read)) counts[digit, answer]++;
        int[] all = [.. Enumerable.Range(0, 10)];
        Show.Table(["digit", .. all.Select(answer => $"as {answer}")], all.Select(digit => (string[])[$"{digit}", .. all.Select(answer => counts[digit, answer] is > 0 and var count ? $"{count}" : "")]));
    }

    /// <summary>The misread digits, each under what it is and what it was read as.</summary>
    private static void Draw(Tensor pixels, int[] truth, int[] read, int[] errors, string folder)
    {
        const int Columns = 6, MostRows = 10, Width = 10, Height = 11;
        int shown = Math.Min(errors.Length, Columns * MostRows), rows = Math.Max(1, (shown + Columns - 1) / Columns);
        Plot plot = Picture.WithoutAxes(shown == 0 ? "No digit was misread" : shown < errors.Length ? $"{shown} of the {errors.Length} misread digits" : $"The {shown} misread digits");
        for (int i = 0; i < shown; i++)
        {
            double left = i % Columns * Width, bottom = -(i / Columns) * Height;
            double[,] ink = new double[8, 8];
            for (int row = 0; row < 8; row++)
            {
                for (int column = 0; column < 8; column++) ink[row, column] = pixels[errors[i], row * 8 + column].Item();
            }
            var image = plot.Add.Heatmap(ink);
            // The extent goes through the middles of the outermost pixels.
            (image.Colormap, image.Extent) = (new ScottPlot.Colormaps.GrayscaleReversed(), new(left + 0.5, left + 7.5, bottom + 0.5, bottom + 7.5));
            var frame = plot.Add.Rectangle(left, left + 8, bottom, bottom + 8);
            (frame.FillColor, frame.LineColor) = (Colors.Transparent, Colors.LightGray);
            var label = plot.Add.Text($"{truth[errors[i]]}, read as {read[errors[i]]}", left + 4, bottom + 8.4);
            (label.LabelFontSize, label.LabelAlignment) = (14, Alignment.LowerCenter);
        }
        plot.Axes.SetLimits(-1, Columns * Width - 1, -(rows - 1) * Height - 1, Height - 1);
        Picture.Save(plot, folder, "digits-errors.png", 800, 55 + 143 * rows);
    }
}
