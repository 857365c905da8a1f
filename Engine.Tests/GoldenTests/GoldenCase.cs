using System.IO.Compression;
using System.Text.Json;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>One recorded call: a line of a golden file.</summary>
internal sealed class GoldenCase
{
    private readonly JsonElement _json;

    private GoldenCase(JsonElement json)
    {
        _json = json;
        Id = json.GetProperty("id").GetString()!;
        Op = json.GetProperty("op").GetString()!;
        Tier = json.GetProperty("tier").GetInt32();
        Flags = Has("flags", out JsonElement flags) ? [.. flags.EnumerateArray().Select(flag => flag.GetString()!)] : [];
        Inputs = [.. json.GetProperty("t").EnumerateArray().Select(GoldenTensor.Parse)];
        Outputs = Has("out", out JsonElement outputs) ? [.. outputs.EnumerateArray().Select(Output)] : [];
    }

    public string Id { get; }

    public string Op { get; }

    public int Tier { get; }

    public string[] Flags { get; }

    public GoldenTensor[] Inputs { get; }

    /// <summary>The expected outputs; null where there is nothing to compare.</summary>
    public GoldenTensor?[] Outputs { get; }

    /// <summary>A sample with edge values: zeros, 1e20, NaN, odd broadcasts.</summary>
    public bool IsEdge => Id.Contains("#r", StringComparison.Ordinal);

    /// <summary>For a call that must be refused: PyTorch's message and the kind of mistake; null for a call that must work.</summary>
    public (string Kind, string Message)? Error => Has("error", out JsonElement error)
        ? (error.GetProperty("kind").GetString()!, error.GetProperty("message").GetString()!)
        : null;

    /// <summary>Every case of a file.</summary>
    public static IEnumerable<GoldenCase> Read(string path) => Lines(path).Select(Parse);

    public static GoldenCase Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return new(document.RootElement.Clone());
    }

    public static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0) yield return line;
        }
    }

    /// <summary>The arguments of the call, over the given tensors.</summary>
    public GoldenCall Call(Tensor[] tensors, DType floating) => new(_json, tensors, floating);

    /// <summary>The flat lists under a key (<c>v grad u grad2 jvp</c>), null where the list or one of its elements is.</summary>
    public double[]?[]? Lists(string key) =>
        Has(key, out JsonElement lists) ? [.. lists.EnumerateArray().Select(list => list.ValueKind == JsonValueKind.Null ? null : GoldenTensor.Numbers(list))] : null;

    /// <summary>The error bands (<c>e64 e32</c>) of <c>out grad grad2 jvp</c>; null where the case has none, an element null where the number is not to be had in that precision.</summary>
    public double?[]? Bands(string key, string part) =>
        Has(key, out JsonElement bands) && bands.TryGetProperty(part, out JsonElement list)
            ? [.. list.EnumerateArray().Select(band => band.ValueKind == JsonValueKind.Null ? (double?)null : GoldenTensor.Number(band))]
            : null;

    /// <summary>What is done to each output before the comparison: <c>abs</c>, <c>drop</c> or null.</summary>
    public string? Post(int output) => Has("post", out JsonElement post) ? post[output].GetString() : null;

    /// <summary>The values after the call of tensors that the call changes in place.</summary>
    public IEnumerable<(int Input, double[] Values)> Mutated => Has("mutated", out JsonElement mutated)
        ? mutated.EnumerateObject().Select(item => (int.Parse(item.Name), GoldenTensor.Numbers(item.Value)))
        : [];

    private bool Has(string key, out JsonElement value) => _json.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;

    private static GoldenTensor? Output(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null) return null;
        if (!json.TryGetProperty("py", out JsonElement scalar)) return GoldenTensor.Parse(json);
        string dtype = scalar.ValueKind is JsonValueKind.True or JsonValueKind.False ? "bool" : scalar.TryGetInt64(out _) ? "i64" : "f64";
        return new(dtype, [], [GoldenTensor.Number(scalar)], false);
    }
}
