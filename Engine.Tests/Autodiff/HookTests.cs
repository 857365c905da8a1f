namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>Functions that see cotangents on their way, and may change them.</summary>
[TestClass]
public sealed class HookTests
{
    [TestMethod]
    public void RegisterHook_OnAnIntermediateValue_SeesTheCompleteCotangent_Once()
    {
        Tensor x = new[] { 1.0, 2 };
        var seen = new List<Tensor>();
        using var tape = new Tape();
        Tensor y = x * 3;
        y.RegisterHook(Observe);
        Values(tape.Gradient((y.Square() + y * 5).Sum(), x), 33, 51);
        Assert.HasCount(1, seen);
        Values(seen[0], 11, 17);

        Tensor? Observe(Tensor dy)
        {
            seen.Add(dy);
            return null;
        }
    }

    [TestMethod]
    public void RegisterHook_ThatReturnsATensor_ReplacesTheCotangent_InOrder()
    {
        Tensor x = new[] { 1.0, 2 };
        using var tape = new Tape();
        Tensor y = x * 3;
        using IDisposable doubled = y.RegisterHook(dy => dy * 2), shifted = y.RegisterHook(dy => dy + 1);
        Values(tape.Gradient(y.Sum(), x), 9, 9);
        Values(tape.Gradient(y.Sum(), y), 3, 3);
    }

    [TestMethod]
    public void RegisterHook_Disposed_IsGone_AndTheSameFunctionMayBeThereTwice()
    {
        static Tensor Double(Tensor dy) => dy * 2;
        Tensor x = new[] { 1.0 };
        IDisposable first = x.RegisterHook(Double), second = x.RegisterHook(Double);
        Assert.AreEqual(4, Derivative());
        first.Dispose();
        first.Dispose();
        Assert.AreEqual(2, Derivative());
        second.Dispose();
        Assert.AreEqual(1, Derivative());

        double Derivative()
        {
            using var tape = new Tape();
            return tape.Gradient((x * 1).Sum(), x).Item<double>();
        }
    }

    /// <summary>A parameter keeps its hook from tape to tape; registered before or after its first use.</summary>
    [TestMethod]
    public void RegisterHook_OnALeaf_HoldsForEveryTape()
    {
        Tensor w = new[] { 1.0, -1 };
        w.RequiresGrad = true;
        IDisposable? hook = null;
        for (int step = 0; step < 3; step++)
        {
            using var tape = new Tape();
            Tensor loss = (w * 100).Sum();
            hook ??= w.RegisterHook(dy => dy.Clamp(-1, 1));
            w.ZeroGrad();
            loss.Backward();
            Values(w.Grad!, 1, 1);
        }
        hook!.Dispose();
    }

    [TestMethod]
    public void RegisterHook_OnTheLoss_ChangesTheSeed()
    {
        Tensor x = new[] { 3.0 };
        using var tape = new Tape();
        Tensor loss = x.Square().Sum();
        using IDisposable hook = loss.RegisterHook(dy => dy * 10);
        Values(tape.Gradient(loss, x), 60);
        Values(tape.Gradient(x.Square().Sum(), x), 6);
    }

    [TestMethod]
    public void RegisterHook_InARecordedSweep_IsDifferentiatedToo()
    {
        Tensor x = new[] { 3.0 };
        using var tape = new Tape();
        Tensor y = x * 2;
        IDisposable hook = y.RegisterHook(dy => dy.Square());
        Tensor gradient = tape.Gradient(y.Square().Sum(), x, createGraph: true);
        // (2 y)^2 * 2 = 8 y^2, and y = 2 x: d/dx 32 x^2.
        Values(gradient, 288);
        hook.Dispose();
        Values(tape.Gradient(gradient, x), 192);
    }

    /// <summary>To the inner tape, a value of the outer one lies before its first entry.</summary>
    [TestMethod]
    public void RegisterHook_OnAValueOfAnOuterTape_RunsInSweepsOfTheInner()
    {
        Tensor x = new[] { 3.0 };
        using var outer = new Tape();
        Tensor y = x * 2;
        int calls = 0;
        using IDisposable hook = y.RegisterHook(dy =>
        {
            calls++;
            return dy * 10;
        });
        using var inner = new Tape();
        Values(inner.Gradient((y * y).Sum(), [y, y])[y], 120);
        Assert.AreEqual(1, calls);
    }

    [TestMethod]
    public void RegisterHook_OnWhatIsNotOnTheWay_IsNotCalled()
    {
        Tensor x = new[] { 3.0 }, z = new[] { 4.0 };
        using var tape = new Tape();
        Tensor side = z * 2;
        using IDisposable hook = side.RegisterHook(_ => throw new InvalidOperationException("not on the way"));
        Values(tape.Gradient((x * 2 + side).Sum(), x), 2);
    }

    /// <summary>What a hook is given is a copy: the number 1 that sweeps start from is shared by all.</summary>
    [TestMethod]
    public void RegisterHook_ThatWritesToTheCotangent_ChangesNothing()
    {
        Tensor x = new[] { 3.0 };
        using var tape = new Tape();
        Tensor loss = (x * 1).Sum();
        using (loss.RegisterHook(Zero)) Values(tape.Gradient(loss, x), 1);
        Values(tape.Gradient(loss, x), 1);

        static Tensor? Zero(Tensor dy)
        {
            dy.AsSpan<double>().Clear();
            return null;
        }
    }

    [TestMethod]
    public void RegisterHook_ThatIsWrong_IsRefused()
    {
        Tensor x = new[] { 3.0, 4 };
        Throws<DTypeException>("RegisterHook: int64[1] has no cotangent; only float32 and float64 tensors are differentiable", () => ((Tensor)new[] { 1L }).RegisterHook(dy => dy));
        using var tape = new Tape();
        Tensor y = x * 2;
        using IDisposable hook = y.RegisterHook(dy => dy.Sum());
        Throws<ShapeException>("RegisterHook: a hook gave float64[] as the cotangent of float64[2]; it must have the shape and dtype of its tensor", () => tape.Gradient(y.Sum(), x));
    }
}
