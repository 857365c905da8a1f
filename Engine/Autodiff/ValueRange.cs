using System.Globalization;

namespace PyDeepTensorNet;

/// <summary>What reports tell of a tensor's elements: the finite ones' ends, and how many are not finite.</summary>
internal readonly record struct ValueRange(double Low, double High, int Count, int NaNs, int PositiveInfinities, int NegativeInfinities, int Zeros, double SumOfSquares)
{
    public bool IsFinite => NaNs + PositiveInfinities + NegativeInfinities == 0;

    /// <summary>The range of a tensor of any dtype.</summary>
    public static ValueRange Of(Tensor tensor)
    {
        double[] values = tensor.DType switch
        {
            DType.Float32 => Array.ConvertAll(tensor.ToArray<float>(), x => (double)x),
            DType.Float64 => tensor.ToArray<double>(),
            DType.Int64 => Array.ConvertAll(tensor.ToArray<long>(), x => (double)x),
            DType.Int32 => Array.ConvertAll(tensor.ToArray<int>(), x => (double)x),
            _ => Array.ConvertAll(tensor.ToArray<bool>(), x => x ? 1.0 : 0.0),
        };
        double low = double.PositiveInfinity, high = double.NegativeInfinity, sum = 0;
        int nan = 0, positive = 0, negative = 0, zeros = 0;
        foreach (double value in values)
        {
            sum += value * value;
            if (double.IsNaN(value)) nan++;
            else if (double.IsPositiveInfinity(value)) positive++;
            else if (double.IsNegativeInfinity(value)) negative++;
            else (low, high) = (Math.Min(low, value), Math.Max(high, value));
            if (value == 0) zeros++;
        }
        return new(low, high, values.Length, nan, positive, negative, zeros, sum);
    }

    /// <summary>Such as <c>[-1, 2.5]</c>, or <c>[0, 3] with 2 NaN, 1 inf of 8</c>.</summary>
    public override string ToString()
    {
        string[] odd = [.. new[] { (NaNs, "NaN"), (PositiveInfinities, "inf"), (NegativeInfinities, "-inf") }.Where(pair => pair.Item1 > 0).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Item1} {pair.Item2}"))];
        string range = Count == 0 ? "[]" : Low > High ? "nothing finite" : $"[{Quantities.Significant(Low)}, {Quantities.Significant(High)}]";
        return odd.Length == 0 ? range : string.Create(CultureInfo.InvariantCulture, $"{range} with {string.Join(", ", odd)} of {Count}");
    }
}
