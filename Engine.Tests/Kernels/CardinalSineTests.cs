using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>Against values computed in 60 digits with mpmath.</summary>
[TestClass]
public sealed class CardinalSineTests
{
    private static readonly (int N, double X, double Y)[] s_values =
    [
        (1, 0, 0.0), (1, 0.001, -0.0032898648867278964), (1, 0.3, -0.9020281301388888), (1, 0.9, -1.178165467869117), (1, 1.7, 0.4348626423174554),
        (1, -2.6, 0.16363533680933828), (1, 4.25, 0.15391694067839726), (2, 0, -3.289868133696453), (2, 0.001, -3.289858392793072), (2, 0.3, -2.4584852862661744),
        (2, 0.9, 1.5394726848616678), (2, 1.7, 0.9834568008957173), (2, -2.6, -1.0232928812011073), (2, 4.25, -0.5951236118672889), (3, 0, 0.0),
        (3, 0.001, 0.01948179531659038), (3, 0.3, 5.24749315292437), (3, 0.9, 5.297926138140398), (3, 1.7, -5.147987244475508), (3, -2.6, -2.353751588960658),
        (3, 4.25, -1.2219984385969442), (6, 0, -137.34131336790063), (6, 0.001, -137.34078622764335), (6, 0.3, -92.70094533007024), (6, 0.9, 103.37359533294591),
        (6, 1.7, -0.6706610187686709), (6, -2.6, -50.959032945754124), (6, 4.25, -63.31664402646177),
    ];

    [TestMethod]
    public void Derivative_AnyOrder_IsExactAlsoAtZero()
    {
        foreach ((int n, double x, double y) in s_values) Assert.AreEqual(y, CardinalSine.Derivative(n, x), 1e-14 * Math.Pow(Math.PI, n), $"sinc of order {n} at {x}");
        Assert.AreEqual(1, CardinalSine.Derivative(0, 0));
        Assert.AreEqual(0, CardinalSine.Derivative(0, 1e15));
    }
}
