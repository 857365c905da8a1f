namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Unary => new()
    {
        ["abs"] = c => c.Input.Abs(),
        ["acos"] = c => c.Input.Acos(),
        ["acosh"] = c => c.Input.Acosh(),
        ["asin"] = c => c.Input.Asin(),
        ["asinh"] = c => c.Input.Asinh(),
        ["atan"] = c => c.Input.Atan(),
        ["atanh"] = c => c.Input.Atanh(),
        ["ceil"] = c => c.Input.Ceil(),
        ["clone"] = c => c.Input.Clone(),
        ["cos"] = c => c.Input.Cos(),
        ["cosh"] = c => c.Input.Cosh(),
        ["exp"] = c => c.Input.Exp(),
        ["expm1"] = c => c.Input.Expm1(),
        ["floor"] = c => c.Input.Floor(),
        ["log"] = c => c.Input.Log(),
        ["log10"] = c => c.Input.Log10(),
        ["log1p"] = c => c.Input.Log1p(),
        ["log2"] = c => c.Input.Log2(),
        ["neg"] = c => c.Input.Neg(),
        ["reciprocal"] = c => c.Input.Reciprocal(),
        ["rsqrt"] = c => c.Input.Rsqrt(),
        ["sigmoid"] = c => c.Input.Sigmoid(),
        ["sign"] = c => c.Input.Sign(),
        ["sin"] = c => c.Input.Sin(),
        ["sinh"] = c => c.Input.Sinh(),
        ["sqrt"] = c => c.Input.Sqrt(),
        ["square"] = c => c.Input.Square(),
        ["tan"] = c => c.Input.Tan(),
        ["tanh"] = c => c.Input.Tanh(),
        ["trunc"] = c => c.Input.Trunc(),
        ["round"] = c => c.Input.Round(c.Int("decimals", 0)),

        ["exp2"] = c => c.Input.Exp2(),
        ["frac"] = c => c.Input.Frac(),
        ["logical_not"] = c => c.Input.LogicalNot(),
    };
}
