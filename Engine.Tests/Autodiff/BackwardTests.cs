namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>The veneer that PyTorch's users expect: Backward, Grad, ZeroGrad, and Autograd.Grad.</summary>
[TestClass]
public sealed class BackwardTests
{
    private static Tensor Parameter(params double[] values) => Named("w", values);

    private static Tensor Named(string name, params double[] values)
    {
        Tensor parameter = values;
        (parameter.Name, parameter.RequiresGrad) = (name, true);
        return parameter;
    }

    [TestMethod]
    public void Backward_FillsTheGradOfEveryLeafThatWantsOne()
    {
        Tensor w = Parameter(1, 2), v = Parameter(3, 4), x = new[] { 5.0, 6 };
        using var tape = new Tape();
        Tensor product = w * v;
        (product * x).Sum().Backward();
        Expect.Values(w.Grad!, 15, 24);
        Expect.Values(v.Grad!, 5, 12);
        Assert.IsNull(x.Grad);
        Assert.IsNull(product.Grad);
    }

    [TestMethod]
    public void Backward_Again_Accumulates_UntilZeroGrad()
    {
        Tensor w = Parameter(3);
        for (int step = 1; step <= 3; step++)
        {
            using var tape = new Tape();
            w.Square().Backward();
            Expect.Values(w.Grad!, 6 * step);
        }
        w.ZeroGrad();
        Assert.IsNull(w.Grad);
        using var last = new Tape();
        Tensor loss = w.Square();
        loss.Backward();
        int count = last.Count;
        loss.Backward();
        Expect.Values(w.Grad!, 12);
        Assert.AreEqual(count, last.Count);
    }

    [TestMethod]
    public void Backward_WithASeed_WeighsTheResults()
    {
        Tensor w = Parameter(1, 2);
        using var tape = new Tape();
        w.Square().Backward(new[] { 10.0, 100 });
        Expect.Values(w.Grad!, 20, 400);
    }

    /// <summary>The derivative of a sum hands one cotangent to both operands; a Grad is nevertheless memory of its own.</summary>
    [TestMethod]
    public void Grads_OfASum_ShareNoMemory()
    {
        Tensor w = Parameter(1, 2), v = Parameter(3, 4), seed = new[] { 1.0, 1 };
        using (new Tape()) (w + v).Backward(seed);
        w.Grad!.Fill_(9);
        Expect.Values(v.Grad!, 1, 1);
        Expect.Values(seed, 1, 1);
    }

    [TestMethod]
    public void Backward_WithCreateGraph_LeavesAGradToDifferentiate()
    {
        Tensor w = Parameter(2);
        using var tape = new Tape();
        (w.Square() * w).Backward(createGraph: true);
        Expect.Values(tape.Gradient(w.Grad!, w), 12);
    }

    [TestMethod]
    public void Backward_WithoutATape_SaysWhereToPutIt() => Expect.Throws<TapeException>(
        "Backward: no tape is open on this thread, so nothing led to w float64[1] that could be differentiated; put `using var tape = new Tape();` before the forward computation",
        () => Parameter(1).Backward());

    [TestMethod]
    public void Backward_WithNowhereToGo_Throws()
    {
        Tensor x = new[] { 1.0 }, w = Parameter(1), v = Parameter(2);
        using var tape = new Tape();
        Tensor y = x * 2.0;
        Expect.Throws<TapeException>(
            "Backward: no leaf on the tape has RequiresGrad, so nothing would receive the gradient of float64[1]; set RequiresGrad on the parameters (a module's have it) before the forward computation, or use tape.Gradient",
            () => y.Backward());
        Tensor other = w * v;
        Expect.Throws<MissingGradientException>(
            "Backward: float64[1] depends on none of the 2 leaves with RequiresGrad; was a part of the computation detached, paused, or done before the tape was opened?",
            () => (x * other.Detach()).Backward());
        Assert.IsNull(w.Grad);
    }

    [TestMethod]
    public void RequiresGrad_OfIntegers_IsRefused() => Expect.Throws<DTypeException>(
        "RequiresGrad: int64[1] is not differentiable; only float32 and float64 tensors are, cast it with To(DType.Float32)",
        () => Tensor.Arange(1).RequiresGrad = true);

    [TestMethod]
    public void AutogradGrad_IsTheGradientOnTheInnermostTape()
    {
        Tensor w = new[] { 2.0 }, unused = new[] { 1.0 };
        using var outer = new Tape();
        using var tape = new Tape();
        Tensor loss = w.Square();
        Gradients gradients = Autograd.Grad(loss, [w, unused], allowUnused: true);
        Expect.Values(gradients[w], 4);
        Assert.IsNull(gradients[1]);
        Expect.Values(Autograd.Grad(loss, [w], seed: new[] { 3.0 })[w], 12);
        tape.Dispose();
        outer.Dispose();
        Expect.Throws<TapeException>("Autograd.Grad: no tape is open on this thread; put `using var tape = new Tape();` before the forward computation", () => Autograd.Grad(loss, [w]));
    }
}
