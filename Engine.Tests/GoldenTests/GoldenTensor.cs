using System.Text.Json;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>A reference tensor: every dtype's values as doubles.</summary>
internal sealed record GoldenTensor(string DType, int[] Shape, double[] Data, bool NeedsGradient)
{
    public bool IsFloating => DType is "f64" or "f32" or "f16" or "bf16";

    public static GoldenTensor Parse(JsonElement json) => new(
        json.GetProperty("dt").GetString()!,
        [.. json.GetProperty("sh").EnumerateArray().Select(size => size.GetInt32())],
        Numbers(json.GetProperty("d")),
        json.TryGetProperty("rg", out JsonElement rg) && rg.GetBoolean());

    public static double[] Numbers(JsonElement json)
    {
        var numbers = new double[json.GetArrayLength()];
        int next = 0;
        foreach (JsonElement item in json.EnumerateArray()) numbers[next++] = Number(item);
        return numbers;
    }

    /// <summary>A number, a truth value as 0 or 1, or the name of a non-finite one.</summary>
    public static double Number(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => json.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => throw new FormatException($"'{text}' is no number"),
        },
    };

    /// <summary>The engine's tensor; floating values take the precision <paramref name="floating"/>.</summary>
    public Tensor ToTensor(DType floating) => (IsFloating ? floating : EngineType(DType)) switch
    {
        PyDeepTensorNet.DType.Float64 => Tensor.From(Data, Shape),
        PyDeepTensorNet.DType.Float32 => Tensor.From(Array.ConvertAll(Data, value => (float)value), Shape),
        PyDeepTensorNet.DType.Int64 => Tensor.From(Array.ConvertAll(Data, value => (long)value), Shape),
        PyDeepTensorNet.DType.Int32 => Tensor.From(Array.ConvertAll(Data, value => (int)value), Shape),
        _ => Tensor.From(Array.ConvertAll(Data, value => value != 0), Shape),
    };

    /// <summary>The engine's dtype for one that is named in the data; small integers are held in int32.</summary>
    public static DType EngineType(string name) => name switch
    {
        "f64" => PyDeepTensorNet.DType.Float64,
        "f32" or "f16" or "bf16" => PyDeepTensorNet.DType.Float32,
        "i64" => PyDeepTensorNet.DType.Int64,
        "i32" or "i16" or "i8" or "u8" => PyDeepTensorNet.DType.Int32,
        "bool" => PyDeepTensorNet.DType.Bool,
        _ => throw new FormatException($"dtype '{name}' is unknown"),
    };

    /// <summary>The elements of an engine tensor as doubles.</summary>
    public static double[] ValuesOf(Tensor tensor) => tensor.DType switch
    {
        PyDeepTensorNet.DType.Float64 => tensor.ToArray<double>(),
        PyDeepTensorNet.DType.Float32 => Array.ConvertAll(tensor.ToArray<float>(), value => (double)value),
        PyDeepTensorNet.DType.Int64 => Array.ConvertAll(tensor.ToArray<long>(), value => (double)value),
        PyDeepTensorNet.DType.Int32 => Array.ConvertAll(tensor.ToArray<int>(), value => (double)value),
        _ => Array.ConvertAll(tensor.ToArray<bool>(), value => value ? 1.0 : 0.0),
    };
}
