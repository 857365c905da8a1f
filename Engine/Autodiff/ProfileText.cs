using System.Globalization;
using System.Text;

namespace PyDeepTensorNet;

/// <summary>Prints a profile as an aligned table.</summary>
internal static class ProfileText
{
    public static string Print(Profile profile)
    {
        TimeSpan duration = profile.Duration, inside = TimeSpan.Zero;
        var rows = new List<string[]> { new[] { "op", "count", "forward ms", "backward ms", "share", "GFLOP/s", "GB/s", "allocated" } };
        int count = 0, derivatives = 0;
        foreach (OperationProfile sum in profile.Operations())
        {
            inside += sum.Time;
            count += sum.Count;
            derivatives += sum.BackwardCount;
            rows.Add(
            [
                sum.Name, sum.Count.ToString("N0", CultureInfo.InvariantCulture), Milliseconds(sum.Forward), sum.BackwardCount == 0 ? "" : Milliseconds(sum.Backward), Share(sum.Time),
                sum.Flops == 0 ? "" : Quantities.Significant(sum.GigaflopsPerSecond), sum.BytesMoved == 0 ? "" : Quantities.Significant(sum.GigabytesPerSecond), Quantities.Bytes(sum.Allocated),
            ]);
        }
        TimeSpan outside = duration > inside ? duration - inside : TimeSpan.Zero;
        rows.Add(["outside of ops", "", Milliseconds(outside), "", Share(outside), "", "", ""]);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Profile: {Milliseconds(duration)} ms, {count:N0} ops, {derivatives:N0} derivatives{(profile.IsOpen ? ", still open" : "")}");
        return text.AppendTable(rows, 1, 2, 3, 4, 5, 6, 7).ToString();

        string Share(TimeSpan time) => duration > TimeSpan.Zero ? (time / duration).ToString("P1", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal) : "";
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture);
}
