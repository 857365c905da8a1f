using System.Text;
using System.Text.Json;

namespace PyDeepTensorNet;

/// <summary>A gradient check for other programs to read.</summary>
public static class GradCheckJson
{
    /// <summary>The report as one JSON object: the title, tolerances and overall result, forward mode where it was compared, an object for each tensor with what the table shows, and the op at fault or null. Numbers that are not finite are strings.</summary>
    public static string ToJson(this GradCheckReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("title", report.Title);
            json.WriteBoolean("passed", report.Passed);
            json.WriteBoolean("deterministic", report.Deterministic);
            Write(json, "absoluteTolerance", report.Options.AbsoluteTolerance);
            Write(json, "relativeTolerance", report.Options.RelativeTolerance);
            if (report.SinglePrecisionDifference is { } difference) Write(json, "singlePrecisionDifference", difference);
            if (report.ForwardMode is { } forward) Write(json, forward);
            json.WriteStartArray("tensors");
            foreach (TensorCheck tensor in report.Tensors) Write(json, tensor);
            json.WriteEndArray();
            Write(json, report.Culprit);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, ForwardCheck forward)
    {
        json.WriteStartObject("forwardMode");
        json.WriteString("verdict", forward.Verdict.ToString());
        Write(json, "forward", forward.Forward);
        Write(json, "reverse", forward.Reverse);
        Write(json, "error", forward.Error);
        Write(json, "tolerance", forward.Tolerance);
        json.WriteString("obstacle", forward.Obstacle);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TensorCheck tensor)
    {
        json.WriteStartObject();
        json.WriteString("name", tensor.Name);
        Write(json, "shape", tensor.Shape.ToArray());
        json.WriteString("verdict", tensor.Verdict.ToString());
        json.WriteNumber("checked", tensor.Checked);
        json.WriteNumber("skipped", tensor.Skipped);
        json.WriteNumber("undecided", tensor.Undecided);
        json.WriteNumber("directions", tensor.Directions);
        Write(json, "maxAbsoluteError", tensor.MaxAbsoluteError);
        Write(json, "maxRelativeError", tensor.MaxRelativeError);
        Write(json, "worstIndex", tensor.WorstIndex);
        Write(json, "tape", tensor.TapeValue);
        Write(json, "numeric", tensor.NumericValue);
        json.WriteString("note", tensor.Note);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Culprit? culprit)
    {
        if (culprit is null)
        {
            json.WriteNull("culprit");
            return;
        }
        json.WriteStartObject("culprit");
        json.WriteString("op", culprit.Op);
        json.WriteNumber("number", culprit.Number);
        json.WriteStartArray("operands");
        foreach (string operand in culprit.Operands) json.WriteStringValue(operand);
        json.WriteEndArray();
        json.WriteString("result", culprit.Result);
        json.WriteString("file", culprit.Site?.Path);
        json.WriteNumber("line", culprit.Site?.Line ?? 0);
        json.WriteString("expression", culprit.Site?.ExpressionOf(culprit.Op));
        json.WriteString("reason", culprit.Reason);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteString(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
