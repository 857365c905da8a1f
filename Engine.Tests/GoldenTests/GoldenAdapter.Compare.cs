namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Compare => new()
    {
        ["eq"] = c => c.Pair(0, 1, (a, b) => a.Eq(b), (a, b) => a.Eq(b)),
        ["ne"] = c => c.Pair(0, 1, (a, b) => a.Ne(b), (a, b) => a.Ne(b)),
        ["lt"] = c => c.Pair(0, 1, (a, b) => a < b, (a, b) => a < b, (a, b) => a < b),
        ["le"] = c => c.Pair(0, 1, (a, b) => a <= b, (a, b) => a <= b, (a, b) => a <= b),
        ["gt"] = c => c.Pair(0, 1, (a, b) => a > b, (a, b) => a > b, (a, b) => a > b),
        ["ge"] = c => c.Pair(0, 1, (a, b) => a >= b, (a, b) => a >= b, (a, b) => a >= b),
        ["logical_and"] = c => c.Pair(0, 1, (a, b) => a.LogicalAnd(b)),
        ["logical_or"] = c => c.Pair(0, 1, (a, b) => a.LogicalOr(b)),
        ["logical_xor"] = c => c.Pair(0, 1, (a, b) => a.LogicalXor(b)),
        ["where"] = c => c.Pair(1, 2, (a, b) => Tensor.Where(c.Tensor("condition"), a, b), (a, b) => Tensor.Where(c.Tensor("condition"), a, b), (a, b) => Tensor.Where(c.Tensor("condition"), a, b)),
        ["clamp"] = c => c.IsTensor("min") || c.IsTensor("max") ? c.Input.Clamp(c.TensorOrNull("min"), c.TensorOrNull("max")) : c.Input.Clamp(c.NumberOrNull("min"), c.NumberOrNull("max")),
        ["clamp_min"] = c => c.Pair(0, 1, (a, b) => a.ClampMin(b), (a, b) => a.ClampMin(b)),
        ["clamp_max"] = c => c.Pair(0, 1, (a, b) => a.ClampMax(b), (a, b) => a.ClampMax(b)),
        ["masked_fill"] = c => c.IsTensor("value") ? c.Input.MaskedFill(c.Tensor("mask"), c.Tensor("value")) : c.Input.MaskedFill(c.Tensor("mask"), c.Number("value")),

        ["isclose"] = c => c.Input.IsClose(c.Other, c.Number("rtol", 1e-5), c.Number("atol", 1e-8), c.Flag("equal_nan")),
        ["allclose"] = c => c.Input.AllClose(c.Other, c.Number("rtol", 1e-5), c.Number("atol", 1e-8), c.Flag("equal_nan")),
        ["equal"] = c => c.Input.Equal(c.Other),
        ["isin"] = IsIn,
        ["masked_scatter"] = c => c.Input.MaskedScatter(c.Tensor("mask"), c.Tensor("source")),
        ["masked_select"] = c => c.Input.MaskedSelect(c.Tensor("mask")),
    };

    // That no element repeats makes no difference here.
    private static GoldenOutputs IsIn(GoldenCall c)
    {
        _ = c.Flag("assume_unique");
        return c.Tensor("elements").IsIn(c.Tensor("test_elements"), c.Flag("invert"));
    }
}
