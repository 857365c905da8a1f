namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Creation => new()
    {
        ["arange"] = Arange,
        ["eye"] = c => Tensor.Eye(c.Int("n"), c.IntOrNull("m"), c.DType() ?? DType.Float32),
        ["full_like"] = c => Tensor.FullLike(c.Input, c.Number("fill_value"), c.DType()),
        ["linspace"] = c => Tensor.Linspace(c.Number("start"), c.Number("end"), c.Int("steps"), c.DType() ?? DType.Float32),
        ["logspace"] = c => Tensor.Logspace(c.Number("start"), c.Number("end"), c.Int("steps"), c.Number("base", 10), c.DType() ?? DType.Float32),
        ["new_full"] = c => Tensor.Full(c.Ints("size"), c.Number("fill_value"), New(c)),
        ["new_ones"] = c => Tensor.Ones(c.Ints("size"), New(c)),
        ["new_zeros"] = c => Tensor.Zeros(c.Ints("size"), New(c)),
        ["ones"] = c => Tensor.Ones(c.Ints("size"), c.DType() ?? DType.Float32),
        ["ones_like"] = c => Tensor.OnesLike(c.Input, c.DType()),
        ["tril_indices"] = c => Tensor.TrilIndices(c.Int("row"), c.Int("col"), c.Int("offset", 0)).To(c.DType() ?? DType.Int64),
        ["triu_indices"] = c => Tensor.TriuIndices(c.Int("row"), c.Int("col"), c.Int("offset", 0)).To(c.DType() ?? DType.Int64),
        ["zeros"] = c => Tensor.Zeros(c.Ints("size"), c.DType() ?? DType.Float32),
        ["zeros_like"] = c => Tensor.ZerosLike(c.Input, c.DType()),
    };

    private static DType New(GoldenCall c)
    {
        DType own = c.Input.DType;
        return c.DType() ?? own;
    }

    // Where the end is a keyword, the one positional argument is the start, under the name that it has alone.
    private static GoldenOutputs Arange(GoldenCall c) => Tensor.Arange(c.NumberOrNull("start") ?? c.Repeated("end") ?? 0, c.Number("end"), c.Number("step", 1), c.DType());
}
