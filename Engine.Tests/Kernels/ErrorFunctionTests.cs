using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>Against values computed in 40 digits with mpmath.</summary>
[TestClass]
public sealed class ErrorFunctionTests
{
    private static readonly (double X, double Y)[] s_erf =
    [
        (1e-300, 1.1283791670955126e-300), (1e-09, 1.1283791670955127e-09), (0.003, 0.0033851273459014537), (0.25, 0.27632639016823696), (0.4999, 0.5204119951613866),
        (0.7, 0.6778011938374184), (0.9999, 0.8426592780487595), (1.0001, 0.8427422995485203), (1.5, 0.9661051464753108), (2.1, 0.997020533343667),
        (3.3, 0.9999969422902035), (4.7, 0.9999999999700474), (5.9, 0.9999999999999999),
    ];

    private static readonly (double X, double Y)[] s_erfc =
    [
        (-5.0, 1.9999999999984626), (-1.2, 1.9103139782296354), (-0.5001, 1.5205877516768807), (-0.3, 1.3286267594591274), (1e-12, 0.9999999999988716),
        (0.2, 0.7772974107895215), (0.49, 0.4883317388114769), (0.51, 0.4707563801588296), (0.8, 0.2578990352923395), (1.0, 0.15729920705028513),
        (1.7, 0.01620954140922544), (2.5, 0.0004069520174449589), (3.0, 2.209049699858544e-05), (4.25, 1.8505741373867425e-09), (6.1, 6.3146021501937184e-18),
        (9.9, 1.5431200214053075e-44), (15.3, 7.9765601254207e-104), (20.02, 2.4211339706377105e-176), (25.5, 8.80166269072795e-285), (26.4, 4.4017768588035426e-305),
    ];

    private static readonly (double X, double Y)[] s_erfinv =
    [
        (1e-20, 8.86226925452758e-21), (0.001, 0.0008862271574665521), (0.05, 0.044340387910005497), (0.3, 0.2724627147267543), (0.6, 0.5951160814499948),
        (0.85, 1.0179024648320276), (0.97, 1.5344856217777179), (0.995, 1.984872612615532), (0.999, 2.3267537655135246), (0.99999, 3.123413274341571),
        (0.9999999, 3.7665625816384707), (0.999999999, 4.320005388105362), (0.999999999999, 5.042031898572696), (0.9999999999999999, 5.8635847487551676),
        (-0.7, -0.7328690779592167),
    ];

    [TestMethod]
    public void Erf_AnyArgument_IsWithinTwoUnits()
    {
        foreach ((double x, double y) in s_erf)
        {
            Units.AssertWithin(2, y, Elementary.Of<double, ErrorFunctions.Erf<double>>(x), $"erf({x})");
            Assert.AreEqual(-Elementary.Of<double, ErrorFunctions.Erf<double>>(x), Elementary.Of<double, ErrorFunctions.Erf<double>>(-x));
        }
    }

    [TestMethod]
    public void Erfc_AnyArgument_IsWithinFourUnits()
    {
        foreach ((double x, double y) in s_erfc) Units.AssertWithin(4, y, Elementary.Of<double, ErrorFunctions.Erfc>(x), $"erfc({x})");
        Assert.AreEqual(0, Elementary.Of<double, ErrorFunctions.Erfc>(28));
        Assert.AreEqual(0, Elementary.Of<double, ErrorFunctions.Erfc>(double.PositiveInfinity));
        Assert.AreEqual(2, Elementary.Of<double, ErrorFunctions.Erfc>(double.NegativeInfinity));
    }

    [TestMethod]
    public void Erfinv_AnyArgument_IsWithinFourUnits()
    {
        foreach ((double x, double y) in s_erfinv) Units.AssertWithin(4, y, ErrorFunctions.Erfinv(x), $"erfinv({x})");
        Assert.AreEqual(double.NegativeInfinity, ErrorFunctions.Erfinv(-1));
        Assert.AreEqual(double.NaN, ErrorFunctions.Erfinv(Math.BitIncrement(1)));
    }
}
