namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Binary => new()
    {
        ["add"] = c => Scaled(c, (a, b) => a + b, (a, b) => a + b, (a, b) => a + b, (a, b, alpha) => a.Add(b, alpha)),
        ["__radd__"] = c => c.Pair(1, 0, (a, b) => a + b, numberLeft: (a, b) => a + b),
        ["sub"] = c => Scaled(c, (a, b) => a - b, (a, b) => a - b, (a, b) => a - b, (a, b, alpha) => a.Sub(b, alpha)),
        ["rsub"] = ReverseSub,
        ["__rsub__"] = c => c.Pair(1, 0, (a, b) => a - b, numberLeft: (a, b) => a - b),
        ["mul"] = c => c.Pair(0, 1, (a, b) => a * b, (a, b) => a * b, (a, b) => a * b),
        ["__rmul__"] = c => c.Pair(1, 0, (a, b) => a * b, numberLeft: (a, b) => a * b),
        ["div"] = Divide,
        ["true_divide"] = Divide,
        ["__rdiv__"] = c => c.Pair(1, 0, (a, b) => a / b, numberLeft: (a, b) => a / b),
        ["pow"] = c => c.Pair(0, 1, (a, b) => a.Pow(b), (a, b) => a.Pow(b), Tensor.Pow),
        ["__rpow__"] = c => c.Pair(1, 0, (a, b) => a.Pow(b), numberLeft: Tensor.Pow),
        ["maximum"] = c => c.Pair(0, 1, (a, b) => a.Maximum(b)),
        ["minimum"] = c => c.Pair(0, 1, (a, b) => a.Minimum(b)),
        ["atan2"] = c => c.Pair(0, 1, (a, b) => a.Atan2(b)),
        ["addcmul"] = c => c.Input.Addcmul(c.Tensor("tensor1"), c.Tensor("tensor2"), c.Number("value", 1)),
        ["addcdiv"] = c => c.Input.Addcdiv(c.Tensor("tensor1"), c.Tensor("tensor2"), c.Number("value", 1)),
        ["lerp"] = c => c.IsTensor("weight") ? c.Input.Lerp(c.Tensor("end"), c.Tensor("weight")) : c.Input.Lerp(c.Tensor("end"), c.Number("weight")),

        ["floor_divide"] = c => c.Pair(0, 1, (a, b) => a.FloorDivide(b), (a, b) => a.FloorDivide(b), (a, b) => ((Tensor)a).FloorDivide(b)),
        ["fmod"] = c => c.Pair(0, 1, (a, b) => a.Fmod(b), (a, b) => a.Fmod(b)),
        ["remainder"] = c => c.Pair(0, 1, (a, b) => a.Remainder(b), (a, b) => a % b, (a, b) => a % b),
        ["__rmod__"] = c => c.Pair(1, 0, (a, b) => a % b, numberLeft: (a, b) => a % b),
        ["hypot"] = c => c.Pair(0, 1, (a, b) => a.Hypot(b)),
        ["copysign"] = c => c.Pair(0, 1, (a, b) => a.Copysign(b), (a, b) => a.Copysign(b)),
        ["float_power"] = c => c.Pair(0, 1, (a, b) => a.FloatPower(b), (a, b) => a.FloatPower(b)),
        ["fmax"] = c => c.Pair(0, 1, (a, b) => a.Fmax(b)),
        ["fmin"] = c => c.Pair(0, 1, (a, b) => a.Fmin(b)),
        ["heaviside"] = c => c.Pair(0, 1, (a, b) => a.Heaviside(b)),
        ["ldexp"] = c => c.Pair(0, 1, (a, b) => a.Ldexp(b)),
        ["logaddexp"] = c => c.Pair(0, 1, (a, b) => a.Logaddexp(b)),
        ["logaddexp2"] = c => c.Pair(0, 1, (a, b) => a.Logaddexp2(b)),
        ["nextafter"] = c => c.Pair(0, 1, (a, b) => a.Nextafter(b)),
        ["xlogy"] = c => c.Pair(0, 1, (a, b) => a.Xlogy(b), (a, b) => a.Xlogy(b), (a, b) => ((Tensor)a).Xlogy(b)),
    };

    /// <summary>alpha scales the second operand.</summary>
    private static Tensor Scaled(
        GoldenCall c, Func<Tensor, Tensor, Tensor> tensors, Func<Tensor, double, Tensor> numberRight, Func<double, Tensor, Tensor> numberLeft, Func<Tensor, Tensor, double, Tensor> scaled)
    {
        if (c.NumberOrNull("alpha") is not { } alpha) return c.Pair(0, 1, tensors, numberRight, numberLeft);
        return c.Pair(0, 1, (a, b) => scaled(a, b, alpha), (a, b) => numberRight(a, b * alpha));
    }

    private static GoldenOutputs ReverseSub(GoldenCall c)
    {
        double alpha = c.Number("alpha", 1);
        return c.Pair(1, 0, (a, b) => a.Sub(b, alpha), numberLeft: (a, b) => a - b * alpha);
    }

    private static GoldenOutputs Divide(GoldenCall c) => c.Text("rounding_mode", "none") switch
    {
        "none" => c.Pair(0, 1, (a, b) => a / b, (a, b) => a / b, (a, b) => a / b),
        "floor" => c.Pair(0, 1, (a, b) => a.FloorDivide(b), (a, b) => a.FloorDivide(b), (a, b) => ((Tensor)a).FloorDivide(b)),
        "trunc" => c.Pair(0, 1, (a, b) => a.TruncDivide(b), (a, b) => a.TruncDivide(b), (a, b) => ((Tensor)a).TruncDivide(b)),
        var mode => throw new NotOfferedException($"rounding_mode {mode}"),
    };
}
