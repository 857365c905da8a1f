using System.Text;
using System.Text.Json;

namespace PyDeepTensorNet;

/// <summary>A profile as a file for trace viewers.</summary>
public static class ProfileTrace
{
    /// <summary>
    /// The profile in the Trace Event Format, which chrome://tracing, ui.perfetto.dev and others open: a bar for each module, operation and derivative, those inside it below, with shapes,
    /// arithmetic, memory traffic and allocations.
    /// </summary>
    public static string ToTraceJson(this Profile profile)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("displayTimeUnit", "ns");
            json.WriteStartArray("traceEvents");
            WriteName(json, "process_name", "PyDeepTensorNet");
            WriteName(json, "thread_name", "profiled thread");
            foreach (Slice slice in profile.Slices) Write(json, profile, slice);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Writes <see cref="ToTraceJson"/> to a file.</summary>
    public static void SaveTrace(this Profile profile, string path) => File.WriteAllText(path, profile.ToTraceJson());

    private static void Write(Utf8JsonWriter json, Profile profile, Slice slice)
    {
        json.WriteStartObject();
        json.WriteString("name", slice.Kind == SliceKind.Pull ? slice.Name + " backward" : slice.Name);
        json.WriteString("cat", slice.Kind switch { SliceKind.Op => "op", SliceKind.Pull => "derivative", SliceKind.Sweep => "sweep", _ => "module" });
        json.WriteString("ph", "X");
        json.WriteNumber("ts", profile.At(slice).TotalMicroseconds);
        json.WriteNumber("dur", profile.Span(slice.Began, slice.Ended).TotalMicroseconds);
        json.WriteNumber("pid", 1);
        json.WriteNumber("tid", 1);
        json.WriteStartObject("args");
        if (slice.Detail.Length > 0) json.WriteString(slice.Kind == SliceKind.Module ? "class" : "shapes", slice.Detail);
        if (slice.Flops > 0) json.WriteNumber("flops", slice.Flops);
        if (slice.Moved > 0) json.WriteNumber("bytes", slice.Moved);
        json.WriteNumber("allocated", slice.Allocated);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteName(Utf8JsonWriter json, string what, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", what);
        json.WriteString("ph", "M");
        json.WriteNumber("pid", 1);
        json.WriteNumber("tid", 1);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
