using System.Diagnostics;
using PyDeepTensorNet.Training;
using Spectre.Console;

namespace Examples;

/// <summary>
/// The losses of a training run, shown while it goes on: a progress bar on a terminal, else a line every ten epochs. It is told of each epoch's mean loss by hand, or, as an
/// <see cref="IProgress{T}"/>, by <see cref="Trainer"/>.
/// </summary>
internal sealed class LossLog : IProgress<TrainingProgress>
{
    private const int Columns = 3;

    private readonly List<double> _losses = [];
    private readonly ProgressTask? _bar;

    private LossLog(ProgressTask? bar) => _bar = bar;

    /// <summary>Runs a training, shows its losses and returns them, one an epoch.</summary>
    public static double[] Watch(string title, int epochs, Action<LossLog> train)
    {
        long start = Stopwatch.GetTimestamp();
        List<double> losses = Show.OnTerminal ? WithBar(title, epochs, train) : WithLines(train);
        Show.Result($"{title}: mean loss {losses[^1]:F8} in the last of {epochs} epochs, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        return [.. losses];
    }

    /// <summary>The mean loss of the epoch that has just ended.</summary>
    public void Epoch(double loss)
    {
        _losses.Add(loss);
        int epoch = _losses.Count - 1;
        if (_bar is not null)
        {
            _bar.Value = _losses.Count;
            if (epoch % 10 == 0) _bar.Description = $"epoch {epoch,4}   loss {loss:F8}";
        }
        else if (epoch % 10 == 0)
        {
            Show.Line(Line(epoch, loss));
        }
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (value.IsEpochEnd) Epoch(value.MeanLoss);
    }

    private static List<double> WithLines(Action<LossLog> train)
    {
        var log = new LossLog(null);
        train(log);
        return log._losses;
    }

    private static List<double> WithBar(string title, int epochs, Action<LossLog> train)
    {
        List<double> losses = AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .AutoClear(true)
            .Start(context =>
            {
                var log = new LossLog(context.AddTask(title, maxValue: epochs));
                train(log);
                return log._losses;
            });
        // The bar is gone; the losses stay, in columns that fit a screen.
        string[] lines = [.. losses.Index().Where(item => item.Index % 10 == 0).Select(item => Line(item.Index, item.Item))];
        int height = (lines.Length + Columns - 1) / Columns;
        for (int row = 0; row < height; row++) Show.Line(string.Join("   ", lines.Index().Where(item => item.Index % height == row).Select(item => item.Item)));
        return losses;
    }

    private static string Line(int epoch, double loss) => $"epoch {epoch,3} {loss:F8}";
}
