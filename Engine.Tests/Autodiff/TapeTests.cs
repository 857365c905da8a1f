namespace PyDeepTensorNet.Tests.Autodiff;

[TestClass]
public sealed class TapeTests
{
    [TestMethod]
    public void Gradient_TwiceOfCube_IsSecondDerivative()
    {
        Tensor x = new[] { 1.5, -0.5 };
        using var tape = new Tape();
        Tensor gradient = tape.Gradient((x.Square() * x).Sum(), x, createGraph: true);
        Tensor second = tape.Gradient(gradient.Sum(), x);
        CollectionAssert.AreEqual(new[] { 9.0, -3.0 }, second.ToArray<double>());
    }

    [TestMethod]
    public void Gradient_NestedTapes_DifferentiatesTheInnerGradient()
    {
        Tensor x = new[] { 1.5, -0.5 };
        using var outer = new Tape();
        Tensor gradient;
        using (var inner = new Tape()) gradient = inner.Gradient((x.Square() * x).Sum(), x);
        Tensor second = outer.Gradient(gradient.Sum(), x);
        CollectionAssert.AreEqual(new[] { 9.0, -3.0 }, second.ToArray<double>());
    }

    [TestMethod]
    public void Gradient_ChainOfTwoHundredThousandOps_Works()
    {
        Tensor x = new[] { 1.0 };
        using var tape = new Tape();
        Tensor y = x;
        for (int i = 0; i < 200_000; i++) y += 1.0;
        Assert.AreEqual(1.0, tape.Gradient(y, x).Item());
    }
}
