namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>Distances in units in the last place.</summary>
internal static class Units
{
    public static void AssertWithin(double units, double expected, double actual, string what)
    {
        double distance = Math.Abs(actual - expected) / (Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected));
        if (!(distance <= units)) Assert.Fail($"{what} is {actual:R}, {distance:F1} units from {expected:R}");
    }
}
