using ScottPlot;
using SkiaSharp;

namespace Examples;

/// <summary>How the examples' pictures look, and where they go.</summary>
internal static class Picture
{
    /// <summary>The first of these that the machine has; left to itself, ScottPlot may settle for one with serifs.</summary>
    private static readonly string? s_font = new[] { "Segoe UI", "Helvetica Neue", "Open Sans", "Noto Sans", "Liberation Sans", "DejaVu Sans", "Arial" }.FirstOrDefault(SKFontManager.Default.FontFamilies.Contains);

    /// <summary>An empty plot with a title and labelled axes.</summary>
    public static Plot New(string title, string x, string y)
    {
        Plot plot = New(title);
        plot.XLabel(x, size: 14);
        plot.YLabel(y, size: 14);
        foreach (IAxis axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left])
        {
            axis.Label.Bold = false;
            axis.TickLabelStyle.FontSize = 13;
        }
        plot.Legend.FontSize = 13;
        return plot;
    }

    /// <summary>An empty plot with a title alone.</summary>
    public static Plot WithoutAxes(string title)
    {
        Plot plot = New(title);
        plot.HideGrid();
        foreach (IAxis axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left, plot.Axes.Right, plot.Axes.Top]) axis.IsVisible = false;
        return plot;
    }

    /// <summary>A scale beside the plot for the colours of <paramref name="map"/>.</summary>
    public static void ColourBar(Plot plot, IHasColorAxis map, string label)
    {
        var bar = plot.Add.ColorBar(map);
        (bar.Label, bar.LabelStyle.FontSize, bar.LabelStyle.Bold, bar.Axis.TickLabelStyle.FontSize) = (label, 14, false, 13);
    }

    private static Plot New(string title)
    {
        // Twice the pixels, for screens that show them.
        var plot = new Plot { ScaleFactor = 2 };
        if (s_font is not null) plot.Font.Set(s_font);
        plot.Title(title, size: 17);
        plot.Axes.Title.Label.Bold = false;
        return plot;
    }

    /// <summary>Writes the plot as a PNG and says so.</summary>
    public static void Save(Plot plot, string folder, string name, int width = 800, int height = 500)
    {
        string path = Path.Combine(folder, name);
        try
        {
            plot.SavePng(path, (int)(width * plot.ScaleFactor), (int)(height * plot.ScaleFactor));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the picture could not be written: {exception.Message}");
        }
        Show.Line($"picture: {path}");
        if (SKFontManager.Default.FontFamilies.All(string.IsNullOrEmpty)) Show.Note("This machine has no fonts, so that the picture has no text; on Debian and Ubuntu, apt-get install fonts-dejavu-core.");
    }
}
