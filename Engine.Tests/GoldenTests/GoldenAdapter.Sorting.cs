namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Sorting => new()
    {
        ["sort"] = c => Stable(c, c.Input.Sort(c.Int("dim", -1), c.Flag("descending"))),
        ["argsort"] = c => Stable(c, c.Input.ArgSort(c.Int("dim", -1), c.Flag("descending"))),
        ["topk"] = TopK,

        ["msort"] = c => c.Input.MSort(),
        ["kthvalue"] = c => c.Input.KthValue(c.Int("k"), c.Int("dim", -1), c.Flag("keepdim")),
        ["median"] = c => c.Has("dim") ? c.Input.Median(c.Int("dim"), c.Flag("keepdim")) : c.Input.Median(),
        ["nanmedian"] = c => c.Has("dim") ? c.Input.NanMedian(c.Int("dim"), c.Flag("keepdim")) : c.Input.NanMedian(),
        ["mode"] = c => c.Input.Mode(c.Int("dim", -1), c.Flag("keepdim")),
    };

    // The engine's sort is stable whether asked or not.
    private static GoldenOutputs Stable(GoldenCall c, GoldenOutputs outputs)
    {
        _ = c.Flag("stable");
        return outputs;
    }

    // What it takes comes in order whether asked or not.
    private static GoldenOutputs TopK(GoldenCall c)
    {
        _ = c.Flag("sorted");
        return c.Input.TopK(c.Int("k"), c.Int("dim", -1), c.Flag("largest", true));
    }
}
