namespace PyDeepTensorNet.Tests.Autodiff;

[TestClass]
public sealed class NestedTapeTests
{
    [TestMethod]
    public void OuterTape_DifferentiatesTheInnerGradient()
    {
        Tensor x = new[] { 1.5, -0.5 };
        using var outer = new Tape();
        Tensor gradient;
        using (var inner = new Tape()) gradient = inner.Gradient((x.Square() * x).Sum(), x);
        Expect.Values(outer.Gradient(gradient.Sum(), x), 9, -3);
    }

    [TestMethod]
    public void ThreeTapes_GiveTheThirdDerivative()
    {
        Tensor x = new[] { 2.0 };
        using var outer = new Tape();
        Tensor first, second;
        using (var middle = new Tape())
        {
            using (var inner = new Tape()) first = inner.Gradient(x.Square().Square(), x);
            second = middle.Gradient(first, x);
        }
        Expect.Values(outer.Gradient(second, x), 48);
    }

    /// <summary>The outer tape has met the parameter first, which must not hide it from the inner one.</summary>
    [TestMethod]
    public void InnerTape_FindsAParameterThatTheOuterUsedBefore()
    {
        Tensor w = new[] { 2.0 };
        using var outer = new Tape();
        Tensor penalty = w.Square();
        using var inner = new Tape();
        Expect.Values(inner.Gradient(w * w * w, w), 12);
        Expect.Values(outer.Gradient(penalty, w), 4);
    }

    /// <summary>To the inner tape an outer result is a constant, and a variable if it is asked for.</summary>
    [TestMethod]
    public void InnerTape_TakesOuterResultsAsGiven()
    {
        Tensor w = new[] { 2.0 };
        using var outer = new Tape();
        Tensor y = w * 3.0;
        using var inner = new Tape();
        Tensor loss = y * y * w;
        Expect.Values(inner.Gradient(loss, w), 36);
        Gradients both = inner.Gradient(loss, [y, w]);
        Expect.Values(both[y], 24);
        Expect.Values(both[w], 36);
        Expect.Values(outer.Gradient(loss, w), 108);
    }

    /// <summary>One step of gradient descent differentiated, as meta-learning does: d/dw (w - a f'(w))^2.</summary>
    [TestMethod]
    public void GradientThroughATrainingStep_IsExact()
    {
        Tensor w = new[] { 2.0 };
        using var outer = new Tape();
        Tensor before = w.Square(), gradient;
        using (var inner = new Tape()) gradient = inner.Gradient(w * w * w, w);
        Tensor after = w - 0.1 * gradient;
        // after = w - 0.3 w^2 = 0.8, and its derivative is 1 - 0.6 w = -0.2.
        Assert.AreEqual(2 * 0.8 * -0.2 + 4, outer.Gradient(after.Square() + before, w).Item(), 1e-12);
    }

    [TestMethod]
    public void InnerTape_ClosedByTheOuter_IsDisposed()
    {
        var outer = new Tape();
        var inner = new Tape();
        outer.Dispose();
        Assert.IsNull(Tape.Current);
        Assert.ThrowsExactly<ObjectDisposedException>(() => inner.Count);
        inner.Dispose();
        outer.Dispose();
        Assert.IsNull(Tape.Current);
    }

    /// <summary>A tape opened while the outer is paused works for itself; the outer sees constants.</summary>
    [TestMethod]
    public void TapeInAPause_RecordsForItselfAlone()
    {
        Tensor x = new[] { 2.0 };
        using var outer = new Tape();
        Tensor square, gradient;
        using (outer.Pause())
        {
            using (var inner = new Tape())
            {
                square = x.Square();
                gradient = inner.Gradient(square, x);
            }
            _ = x * x;
        }
        Expect.Values(gradient, 4);
        Tensor y = square * x + gradient * x;
        Expect.Values(outer.Gradient(y, x), 8);
        Expect.Values(outer.Gradient(y, square), 2);
        StringAssert.Contains(outer.ToString(), "constant");
    }

    [TestMethod]
    public void Backward_OnAnInnerTape_ReachesLeavesThatTheOuterKnows()
    {
        Tensor w = new[] { 2.0 }, v = new[] { 3.0 };
        w.RequiresGrad = v.RequiresGrad = true;
        using var outer = new Tape();
        _ = w.Square();
        using var inner = new Tape();
        (w * w * v).Backward();
        Expect.Values(w.Grad!, 12);
        Expect.Values(v.Grad!, 4);
    }

    [TestMethod]
    public void ForgottenTapes_AreNoticed()
    {
        using var first = new Tape();
        for (int i = 1; i < 100; i++) _ = new Tape();
        Expect.Throws<TapeException>("Tape: 100 tapes are open on this thread, each nested in the one before; dispose each when its step is done: `using var tape = new Tape();`", () => _ = new Tape());
    }
}
