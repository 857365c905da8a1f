namespace PyDeepTensorNet.Kernels;

/// <summary>The layout of float and double.</summary>
internal static class Ieee
{
    /// <summary>The bits of 1, and those below the exponent.</summary>
    public const int OneSingle = BiasSingle << MantissaBitsSingle, MantissaSingle = (1 << MantissaBitsSingle) - 1;

    /// <inheritdoc cref="OneSingle"/>
    public const long OneDouble = (long)BiasDouble << MantissaBitsDouble, MantissaDouble = (1L << MantissaBitsDouble) - 1;

    public const int BiasSingle = 127, BiasDouble = 1023;

    /// <summary>Bits below the exponent.</summary>
    public const int MantissaBitsSingle = 23, MantissaBitsDouble = 52;

    /// <summary>2^MantissaBits: an integer put into its lower bits is that much more than it.</summary>
    public const float IntegersSingle = 1 << MantissaBitsSingle;

    /// <inheritdoc cref="IntegersSingle"/>
    public const double IntegersDouble = 1L << MantissaBitsDouble;

    /// <summary>1.5 times that: adding it rounds to an integer, of either sign, which then stands in the lower bits.</summary>
    public const float RounderSingle = 1.5f * IntegersSingle;

    /// <inheritdoc cref="RounderSingle"/>
    public const double RounderDouble = 1.5 * IntegersDouble;

    public const float SmallestNormalSingle = 1.17549435e-38f;

    public const double SmallestNormalDouble = 2.2250738585072014e-308;

    /// <summary>ln 2 in two parts, the first so short that its product with an exponent is exact.</summary>
    public const float LnTwoHighSingle = 0.693145752f, LnTwoLowSingle = 1.42860682e-6f;

    /// <inheritdoc cref="LnTwoHighSingle"/>
    public const double LnTwoHighDouble = 0.69314718036912382, LnTwoLowDouble = 1.9082149292705877e-10;
}
