namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>The ops that make a number of NaN, each with the reason; what they make is compared with the reference like any other value.</summary>
internal static class NaNs
{
    private static readonly Dictionary<Type, string> s_exceptions = new()
    {
        [typeof(FmaxOp)] = "takes the operand that is a number, as C's fmax",
        [typeof(FminOp)] = "takes the operand that is a number, as C's fmin",
        [typeof(PowOp)] = "NaN^0 and 1^NaN are 1, as IEEE 754 has it",
        [typeof(CopysignOp)] = "of the second operand only the sign is read, which NaN has too",
        [typeof(SignOp)] = "NaN has no sign; 0, as in PyTorch",
        [typeof(ClampGradOp)] = "NaN lies between no bounds, and no gradient goes there",
        [typeof(ShareOfLargerOp)] = "decides by comparing; NaN is not the smaller one",
        [typeof(FillOp)] = "does not read x",
        [typeof(HeavisideOp)] = "decides by comparing, and reads the value only at 0",
        [typeof(NanToNumOp)] = "is there to do so",
        [typeof(PassAboveOp)] = "NaN lies below no threshold, and the cotangent passes, so that the NaN is seen",
        [typeof(PassInsideOp)] = "NaN lies beyond no bound, and the cotangent passes, so that the NaN is seen",
        [typeof(PassOutsideOp)] = "NaN lies between no bounds, and the cotangent passes, so that the NaN is seen",
        [typeof(SoftshrinkOp)] = "is 0 where x is beyond neither bound, as in PyTorch",
        [typeof(HardswishGradOp)] = "nothing passes below -3, whatever it is",
        [typeof(LeakyReluGradOp)] = "NaN is not above 0",
        [typeof(PreluOp)] = "the slope does not matter above 0",
    };

    public static bool IsException(IOp op) => s_exceptions.ContainsKey(op.GetType()) || op is PowScalarOp { Exponent: 0 };
}
