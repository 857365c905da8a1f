namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Unary => new()
    {
        ["abs"] = c => c.Input.Abs(),
        ["clone"] = c => c.Input.Clone(),
        ["cos"] = c => c.Input.Cos(),
        ["exp"] = c => c.Input.Exp(),
        ["expm1"] = c => c.Input.Expm1(),
        ["log"] = c => c.Input.Log(),
        ["log1p"] = c => c.Input.Log1p(),
        ["neg"] = c => c.Input.Neg(),
        ["reciprocal"] = c => c.Input.Reciprocal(),
        ["rsqrt"] = c => c.Input.Rsqrt(),
        ["sigmoid"] = c => c.Input.Sigmoid(),
        ["sign"] = c => c.Input.Sign(),
        ["sin"] = c => c.Input.Sin(),
        ["sqrt"] = c => c.Input.Sqrt(),
        ["square"] = c => c.Input.Square(),
        ["tanh"] = c => c.Input.Tanh(),
    };
}
