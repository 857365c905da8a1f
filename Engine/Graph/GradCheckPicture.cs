using System.Globalization;
using System.Net;
using System.Text;

namespace PyDeepTensorNet;

/// <summary>A gradient check as a picture.</summary>
public static class GradCheckPicture
{
    private const int Width = 420, Height = 260, Left = 60, Top = 44, Bottom = 40, Gap = 40;

    private const int MostOfName = 40;

    /// <summary>Relative errors below this are drawn on the lower edge.</summary>
    private const double Least = 1e-16;

    /// <summary>
    /// An SVG picture of the worst tensor: the relative error of each compared entry (wrong ones red, undecided ones orange, the tolerance as a dashed line), and beside it, where the tensor does not pass, the
    /// error of central differences against their step at the worst entry. Both axes of errors are logarithmic.
    /// </summary>
    public static string ToSvg(this GradCheckReport report)
    {
        var svg = new StringBuilder();
        TensorCheck? worst = report.Tensors.MaxBy(tensor => (tensor.Verdict, tensor.MaxRelativeError));
        bool curve = worst is { Steps.Count: > 0 };
        int width = Left + Width + Gap + (curve ? Left + Width + Gap : 0);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{Top + Height + Bottom}\" font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        if (worst is not null)
        {
            Frame(svg, Left, $"{End(worst.Name)} {worst.Shape}: {worst.Verdict}", "relative error of each entry");
            double tolerance = Y(report.Options.RelativeTolerance);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{tolerance:0.#}\" y2=\"{tolerance:0.#}\" stroke=\"gray\" stroke-dasharray=\"4 3\"/><text x=\"{Left + Width}\" y=\"{tolerance - 4:0.#}\" text-anchor=\"end\" fill=\"gray\">tolerance</text>\n");
            int last = Math.Max(1, worst.Shape.ElementCount - 1);
            Tick(svg, Left, "0");
            Tick(svg, Left + Width, $"{last}");
            foreach (EntryError error in worst.Errors) Dot(svg, Left + (double)error.Entry / last * Width, error.RelativeError, Color(error.Verdict));
        }
        if (curve)
        {
            int left = 2 * Left + Width + Gap;
            Frame(svg, left, $"error against step at [{string.Join(", ", worst!.WorstIndex)}]", "step of the difference");
            for (int power = -10; power <= 0; power += 2) Tick(svg, X(left, Math.Pow(10, power)), Power(power));
            string points = string.Join(" ", worst.Steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{X(left, step.Step):0.#},{Y(step.RelativeError):0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"steelblue\"/>\n");
            foreach (StepError step in worst.Steps) Dot(svg, X(left, step.Step), step.RelativeError, "steelblue");
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static void Frame(StringBuilder svg, int left, string title, string axis)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left}\" y=\"{Top - 16}\" font-weight=\"bold\">{WebUtility.HtmlEncode(title)}</text>\n<text x=\"{left + Width / 2}\" y=\"{Top + Height + 28}\" text-anchor=\"middle\">{axis}</text>\n");
        for (int power = -16; power <= 0; power += 4)
        {
            double y = Y(Math.Pow(10, power));
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{left}\" x2=\"{left + Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"gainsboro\"/><text x=\"{left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Power(power)}</text>\n");
        }
    }

    private static void Tick(StringBuilder svg, double x, string label) => svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{Top + Height + 14}\" text-anchor=\"middle\">{label}</text>\n");

    private static string Power(int power) => power == 0 ? "1" : $"1e{power}";

    /// <summary>As much of a name as there is room for; the end says more than the start.</summary>
    private static string End(string name) => name.Length <= MostOfName ? name : $"…{name[^(MostOfName - 1)..]}";

    private static void Dot(StringBuilder svg, double x, double error, string color) =>
        svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.#}\" cy=\"{Y(error):0.#}\" r=\"2.5\" fill=\"{color}\"/>\n");

    private static string Color(Verdict verdict) => verdict switch { Verdict.Fail => "crimson", Verdict.Inconclusive => "darkorange", _ => "seagreen" };

    private static double X(int left, double step) => left + (11 + Math.Log10(step)) / 11 * Width;

    private static double Y(double error) => Top - Math.Log10(double.IsNaN(error) ? 1 : Math.Clamp(error, Least, 1)) / 16 * Height;
}
