using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>Against values computed in 40 digits with mpmath.</summary>
[TestClass]
public sealed class GammaFunctionTests
{
    private static readonly (double X, double Y)[] s_lgamma =
    [
        (1e-300, 690.7755278982137), (1e-10, 23.025850929882736), (0.01, 4.599479878042022), (0.3, 1.0957979948180756), (0.75, 0.20328095143129538),
        (0.99999, 5.772238896093089e-06), (1.00001, -5.7720744027504825e-06), (1.2, -0.08537409000331583), (1.4616, -0.12148629003589732), (1.9, -0.03898427592308336),
        (1.99999, -4.227811104241674e-06), (2.00001, 4.22787559764836e-06), (2.3, 0.15418945495963046), (2.99, 0.6839391096476095), (3.7, 1.428072326665388),
        (6.2, 5.1322987878372945), (11.9, 17.25847745059552), (12.1, 17.74700727079874), (30.0, 71.25703896716801), (171.6, 709.6573587630563),
        (100000.0, 1051287.7089736569), (1000000000000000.0, 3.3538776394910668e+16), (1e+300, 6.897755278982137e+302),
    ];

    private static readonly (double X, double Y)[] s_lgammaBelowZero =
    [
        (-1e-12, 27.631021115929126), (-0.3, 1.4648400508576025), (-0.5, 1.2655121234846454), (-1.7, 0.9218446876946375), (-2.2, 0.7907186736757122),
        (-5.5, -4.517832174007741), (-12.25, -19.129891966572256), (-33.9, -85.90778427576711), (-170.6, -708.4624470872853),
    ];

    private static readonly (double X, double Y)[] s_digamma =
    [
        (1e-100, -1e+100), (0.001, -1000.5755719318103), (0.2, -5.289039896592188), (0.7, -1.2200235536979347), (1.0, -0.5772156649015329), (1.3, -0.16919088886679962),
        (1.4, -0.06138454458511624), (1.6, 0.12604745277347632), (2.0, 0.42278433509846713), (5.5, 1.6110931485817512), (9.99, 2.250700372831201),
        (10.01, 2.2528037003181356), (40.0, 3.676327374034843), (10000.0, 9.210290371142849), (1000000000000.0, 27.63102111592805),
        (-1e-05, 99999.42276788563), (-0.4, 0.9593807861068093), (-1.25, 3.714139120213528), (-3.9, -8.185090197209119), (-10.6, 1.386517475353162),
        (-100.3, 6.895643124860435),
    ];

    private static readonly (int N, double X, double Y)[] s_polygamma =
    [
        (1, 0.01, 10001.621213528313), (1, 0.8, 2.2994741375017), (1, 2.5, 0.49035775610023485), (1, 13, 0.07995742842732395), (1, 20, 0.05127082293520312),
        (1, 300, 0.0033388950617146778), (1, -0.25, 18.541879647671607), (1, -1.5, 9.379246644989124), (1, -7.125, 67.26291371998705), (2, 0.01, -2000002.340398677),
        (2, 0.8, -4.430115708421634), (2, 2.5, -0.2362040516417274), (2, 13, -0.006389797961591504), (2, 20, -0.0026281224023146548), (2, 300, -1.1148209876314589e-05),
        (2, -0.25, 122.69736678366236), (2, -1.5, -0.2362040516417274), (2, -7.125, 1022.2772644358678), (3, 0.01, 600000006.2510618), (3, 0.8, 15.370892070482736),
        (3, 2.5, 0.22390584881725206), (3, 13, 0.001020741379218974), (3, 20, 0.0002693742213396389), (3, 300, 7.444526748513953e-08), (3, -0.25, 1555.7633125348507),
        (3, -1.5, 194.59427621918763), (3, -7.125, 24590.997851396616), (7, 0.01, 5.04e+19), (7, 0.8, 30087.949658675014), (7, 2.5, 3.565236352523131),
        (7, 13, 1.4877714840509623e-05), (7, 20, 6.674755818176071e-07), (7, 300, 3.3307605519484813e-15), (7, -0.25, 330351842.14649963), (7, -1.5, 2580876.8711348437),
        (7, -7.125, 84557185319.09222),
    ];

    [TestMethod]
    public void Lgamma_PositiveArgument_IsWithinFourUnits()
    {
        foreach ((double x, double y) in s_lgamma) Units.AssertWithin(4, y, GammaFunctions.Lgamma(x), $"lgamma({x})");
        Assert.AreEqual(0, GammaFunctions.Lgamma(1));
        Assert.AreEqual(0, GammaFunctions.Lgamma(2));
    }

    [TestMethod]
    public void Lgamma_NegativeArgument_IsItsMagnitudesLogarithm()
    {
        foreach ((double x, double y) in s_lgammaBelowZero) Assert.AreEqual(y, GammaFunctions.Lgamma(x), 1e-14 * Math.Max(1, Math.Abs(y)), $"lgamma({x})");
        foreach (double x in new[] { 0, -1, -7, double.MinValue, double.NegativeInfinity, double.PositiveInfinity }) Assert.AreEqual(double.PositiveInfinity, GammaFunctions.Lgamma(x), $"lgamma({x})");
    }

    [TestMethod]
    public void Digamma_AnyArgument_IsExact()
    {
        foreach ((double x, double y) in s_digamma) Assert.AreEqual(y, GammaFunctions.Digamma(x), 1e-15 * Math.Max(1, Math.Abs(y)), $"digamma({x})");
        Assert.AreEqual(double.NegativeInfinity, GammaFunctions.Digamma(0));
        Assert.AreEqual(double.PositiveInfinity, GammaFunctions.Digamma(-0.0));
        Assert.AreEqual(double.NaN, GammaFunctions.Digamma(-3));
    }

    [TestMethod]
    public void Polygamma_AnyOrder_IsWithinTwentyUnits()
    {
        foreach ((int n, double x, double y) in s_polygamma) Units.AssertWithin(20, y, GammaFunctions.Polygamma(n, x), $"polygamma({n}, {x})");
        Assert.AreEqual(GammaFunctions.Digamma(0.3), GammaFunctions.Polygamma(0, 0.3));
        Assert.AreEqual(double.PositiveInfinity, GammaFunctions.Polygamma(1, -2));
        Assert.AreEqual(double.NaN, GammaFunctions.Polygamma(2, -2));
        Assert.AreEqual(double.PositiveInfinity, GammaFunctions.Polygamma(1, -double.Epsilon));
    }
}
