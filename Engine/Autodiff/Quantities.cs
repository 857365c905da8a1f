using System.Globalization;

namespace PyDeepTensorNet;

/// <summary>Quantities as reports print them, in any culture the same.</summary>
internal static class Quantities
{
    /// <summary>960 B, 1.5 KiB, 12 MiB.</summary>
    public static string Bytes(long bytes)
    {
        ReadOnlySpan<string> units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++) value /= 1024;
        return $"{Significant(value)} {units[unit]}";
    }

    /// <summary>850 ns, 12.5 us, 3.2 ms, 1.5 s.</summary>
    public static string Time(TimeSpan time) => time.TotalMicroseconds switch
    {
        < 1 => $"{Significant(time.TotalNanoseconds)} ns",
        < 1000 => $"{Significant(time.TotalMicroseconds)} us",
        < 1e6 => $"{Significant(time.TotalMilliseconds)} ms",
        _ => $"{Significant(time.TotalSeconds)} s",
    };

    /// <summary>Three significant digits, with an exponent where more than that many zeros would stand.</summary>
    public static string Significant(double value) => Math.Abs(value) is >= 999.5 and < 1e6 ? value.ToString("F0", CultureInfo.InvariantCulture) : value.ToString("G3", CultureInfo.InvariantCulture);
}
