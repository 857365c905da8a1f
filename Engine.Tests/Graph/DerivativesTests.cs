namespace PyDeepTensorNet.Tests.Graph;

/// <summary>Derivatives as functions: against each other, against formulas, and nested.</summary>
[TestClass]
public sealed class DerivativesTests
{
    private static readonly Tensor s_x = new[] { 0.5, -1.2, 2 }, s_w = new[,] { { 0.3, -0.7 }, { 1.1, 0.2 }, { -0.4, 0.9 } };

    /// <summary>[3] to [2], smooth and with mixed second derivatives.</summary>
    private static Tensor Curve(Tensor x) => x.Unsqueeze(0).MatMul(s_w).Squeeze(0).Sin() * (0.3 * x.Square().Sum()).Exp();

    private static Tensor Energy(Tensor x) => Curve(x).Square().Sum() + x.Prod();

    private static void AreClose(Tensor expected, Tensor actual, double tolerance = 1e-10)
    {
        Assert.AreEqual(expected.Shape, actual.Shape);
        double largest = (expected - actual).Abs().Max().Item<double>();
        Assert.IsLessThanOrEqualTo(tolerance * Math.Max(1, expected.Abs().Max().Item<double>()), largest, $"{expected}\n{actual}");
    }

    private static Tensor Differences(Func<Tensor, Tensor> function, Tensor x)
    {
        const double H = 1e-5;
        return Tensor.Stack([.. Enumerable.Range(0, x.ElementCount).Select(i =>
        {
            Tensor step = H * Tensor.Eye(x.ElementCount, dtype: DType.Float64)[i];
            return (function(x + step) - function(x - step)) / (2 * H);
        })], -1);
    }

    [TestMethod]
    public void Jacobian_FromEitherSide_IsTheSame_AndThatOfDifferences()
    {
        Tensor reverse = Derivatives.Jacobian(Curve, s_x, JacobianMode.Reverse), forward = Derivatives.Jacobian(Curve, s_x, JacobianMode.Forward);
        AreClose(reverse, forward);
        AreClose(reverse, Derivatives.Jacobian(Curve, s_x));
        AreClose(Differences(Curve, s_x), reverse, 1e-8);
    }

    [TestMethod]
    public void Jacobian_OfAFormula_HasTheAxesOfTheValueFirst()
    {
        Tensor x = new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } };
        foreach (JacobianMode mode in Enum.GetValues<JacobianMode>())
        {
            Tensor jacobian = Derivatives.Jacobian(x => x.Sum(1).Square(), x, mode);
            AssertIs(jacobian, [2, 2, 3], 12, 12, 12, 0, 0, 0, 0, 0, 0, 30, 30, 30);
            IReadOnlyList<Tensor> both = Derivatives.Jacobian(inputs => inputs[0].MatMul(inputs[1]), [x, new[] { 1.0, 10, 100 }], mode);
            AssertIs(both[0], [2, 2, 3], 1, 10, 100, 0, 0, 0, 0, 0, 0, 1, 10, 100);
            AssertIs(both[1], [2, 3], 1, 2, 3, 4, 5, 6);
        }
    }

    [TestMethod]
    public void Vjp_AndJvp_AreTheJacobiansProducts()
    {
        Tensor jacobian = Derivatives.Jacobian(Curve, s_x), u = new[] { 2.0, -3 }, v = new[] { 0.1, 0.2, -0.3 };
        var (value, vjp) = Derivatives.Vjp(Curve, s_x, u);
        AreClose(Curve(s_x), value, 0);
        AreClose(u.Unsqueeze(0).MatMul(jacobian).Squeeze(0), vjp);
        (value, Tensor jvp) = Derivatives.Jvp(Curve, s_x, v);
        AreClose(Curve(s_x), value, 0);
        AreClose(jacobian.Mv(v), jvp);
        AreClose(jacobian, Derivatives.Vjps(Curve, s_x, Tensor.Eye(2, dtype: DType.Float64)));
        AreClose(jacobian.Transpose(0, 1), Derivatives.Jvps(Curve, s_x, Tensor.Eye(3, dtype: DType.Float64)));
    }

    [TestMethod]
    public void Hessian_IsTheJacobianOfTheGradient_AndThatOfDifferences()
    {
        Tensor hessian = Derivatives.Hessian(Energy, s_x), v = new[] { 0.1, 0.2, -0.3 };
        AreClose(Derivatives.Jacobian(x => Derivatives.Gradient(Energy, x), s_x), hessian);
        AreClose(Derivatives.Jacobian(x => Derivatives.Gradient(Energy, x), s_x, JacobianMode.Forward), hessian);
        AreClose(Differences(x => Derivatives.Gradient(Energy, x), s_x), hessian, 1e-7);
        AreClose(hessian.Transpose(0, 1), hessian);
        AreClose(hessian.Mv(v), Derivatives.Hvp(Energy, s_x, v));
        AreClose(hessian.Trace(), Derivatives.Laplacian(Energy, s_x));
    }

    [TestMethod]
    public void Hessian_OfTwoTensors_ComesInBlocks()
    {
        Tensor a = new[] { 1.0, 2 }, b = new[] { 3.0 };
        IReadOnlyList<IReadOnlyList<Tensor>> blocks = Derivatives.Hessian(inputs => (inputs[0].Square() * inputs[1]).Sum(), [a, b]);
        AssertIs(blocks[0][0], [2, 2], 6, 0, 0, 6);
        AssertIs(blocks[0][1], [2, 1], 2, 4);
        AssertIs(blocks[1][0], [1, 2], 2, 4);
        AssertIs(blocks[1][1], [1, 1], 0);
        IReadOnlyList<Tensor> product = Derivatives.Hvp(inputs => (inputs[0].Square() * inputs[1]).Sum(), [a, b], [new[] { 1.0, 1 }, new[] { 10.0 }]);
        Values(product[0], 26, 46);
        Values(product[1], 6);
    }

    /// <summary>Of a single number and of several, to the sixth order: e^(a t) sin(b t) by its recurrence.</summary>
    [TestMethod]
    public void Directional_OfAnyOrder_IsTheFormulas()
    {
        Tensor x = new[] { 0.3, 0.4 }, v = new[] { 2.0, 0.5 };
        IReadOnlyList<Tensor> one = Derivatives.Directional(x => x[0].Exp() * x[1].Sin(), x, v, 6), two = Derivatives.Directional(x => Tensor.Stack([x[0].Exp() * x[1].Sin(), x[0].Exp() * x[1].Cos()]), x, v, 4);
        Assert.HasCount(7, one);
        double sin = Math.Exp(0.3) * Math.Sin(0.4), cos = Math.Exp(0.3) * Math.Cos(0.4);
        for (int k = 0; k <= 6; k++)
        {
            Assert.AreEqual(sin, one[k].Item<double>(), 1e-10 * Math.Abs(sin), $"order {k}");
            if (k <= 4) AreClose(new[] { sin, cos }, two[k]);
            (sin, cos) = (2 * sin + 0.5 * cos, 2 * cos - 0.5 * sin);
        }
        Values(Derivatives.Directional(x => x.Square(), x, v, 3)[3], 0, 0);
    }

    [TestMethod]
    public void BatchJacobian_AndBatchLaplacian_AreThoseOfEachRow()
    {
        Tensor points = Tensor.Randn([5, 3], DType.Float64, new Generator(3));
        foreach (JacobianMode mode in Enum.GetValues<JacobianMode>())
        {
            AreClose(Derivatives.Map(x => Derivatives.Jacobian(Curve, x), points), Derivatives.BatchJacobian(Curves, points, mode));
        }
        Tensor each = Derivatives.Map(x => Derivatives.Laplacian(x => Curve(x).Sum(), x), points);
        AreClose(each, Derivatives.BatchLaplacian(x => Curves(x).Sum(1), points));
        AreClose(each.Unsqueeze(1), Derivatives.BatchLaplacian(x => Curves(x).Sum(1, keepDim: true), points));

        static Tensor Curves(Tensor x) => x.MatMul(s_w).Sin() * (0.3 * x.Square().Sum(1, keepDim: true)).Exp();
    }

    /// <summary>The inner derivative stands in the outer expression, and both functions capture what the other is differentiated by.</summary>
    [TestMethod]
    public void Derivatives_Nested_KeepTheirVariablesApart()
    {
        Tensor x = new[] { 3.0 };
        // d/dx (x d/dy (x y^2)) = d/dx (2 x^2 y) at y = x held constant inside: 4 x y = 36, and the outer sees y = x too: d/dx 2 x^3 = 54.
        Values(Derivatives.Gradient(x => (x * Derivatives.Gradient(y => (x * y.Square()).Sum(), x)).Sum(), x), 54);
        // Captured and argument at once: by the argument alone.
        Values(Derivatives.Gradient(y => (y * x).Sum(), x), 3);
        Values(Derivatives.Jvp(y => y * x, x, new[] { 1.0 }).Jvp, 3);
    }

    [TestMethod]
    public void Derivatives_OnAnOpenTape_AreDifferentiated()
    {
        Tensor w = new[] { 2.0 }, x = new[] { 3.0, 4 };
        using var tape = new Tape();
        // The jvp of w x^3 in the direction 1 is 3 w x^2; the Hessian of w sum x^3 has the diagonal 6 w x.
        Values(tape.Gradient(Derivatives.Jvp(x => w * x * x * x, x, new[] { 1.0, 1 }).Jvp.Sum(), w), 75);
        Values(tape.Gradient(Derivatives.Hessian(x => (w * x * x * x).Sum(), x).Sum(), [w, x])[x], 12, 12);
        Values(tape.Gradient(Derivatives.BatchLaplacian(x => (w * x * x * x).Sum(1), x.Unsqueeze(1)).Sum(), w), 42);
    }

    [TestMethod]
    public void Derivatives_OfConstantsAndIdentities_AreZeroAndOne()
    {
        Tensor x = new[] { 3.0, 4 }, one = new[] { 1.0, 1 };
        foreach (JacobianMode mode in Enum.GetValues<JacobianMode>())
        {
            AssertIs(Derivatives.Jacobian(x => x, x, mode), [2, 2], 1, 0, 0, 1);
            AssertIs(Derivatives.Jacobian(_ => one, x, mode), [2, 2], 0, 0, 0, 0);
        }
        AssertIs(Derivatives.Hessian(x => x.Sum(), x), [2, 2], 0, 0, 0, 0);
        Values(Derivatives.Hvp(_ => one.Sum(), x, one), 0, 0);
        AssertIs(Derivatives.Jacobian(x => x * 2, Tensor.Zeros([0], DType.Float64)), [0, 0]);
    }

    [TestMethod]
    public void Derivatives_OfACustomFunction_GoThroughItsVjp()
    {
        static Tensor Cube(Tensor x) => CustomFunction.Apply("Cube", x, x => x * x * x, (x, y, dy) => 3 * dy * x.Square());
        Tensor x = new[] { 2.0, -1 };
        Values(Derivatives.Jvp(Cube, x, new[] { 1.0, 10 }).Jvp, 12, 30);
        AssertIs(Derivatives.Hessian(x => Cube(x).Sum(), x), [2, 2], 12, 0, 0, -6);
    }

    [TestMethod]
    public void Derivatives_OfWhatDoesNotFit_AreRefused_AndLeaveNoTapeOpen()
    {
        Tensor x = new[] { 3.0, 4 }, whole = new[] { 1L };
        Throws<ShapeException>("Jvp: the tangent 0 is float64[1], its input float64[2]; both must have the same shape and dtype", () => Derivatives.Jvp(x => x, x, new[] { 1.0 }));
        Throws<ShapeException>("Jvp: 0 tangents for 1 inputs; give one each", () => Derivatives.Jvp(inputs => inputs[0], [x], []));
        Throws<ShapeException>("Vjp: the cotangent is float32[2], the function's value float64[2]; both must have the same shape and dtype", () => Derivatives.Vjp(x => x, x, new[] { 1f, 1 }));
        Throws<DTypeException>("Jacobian: input 0, int64[1], is not differentiable; only float32 and float64 tensors are, let the function capture it", () => Derivatives.Jacobian(x => x, whole));
        Throws<DTypeException>("Jacobian: the function gave bool[2], which has no derivative; only float32 and float64 tensors have one", () => Derivatives.Jacobian(x => x > 0, x));
        Throws<ShapeException>("Hessian: the function's value has shape [2], 2 elements, and only one number has such a derivative; reduce it with Sum()", () => Derivatives.Hessian(x => x * x, x));
        Throws<ShapeException>("Directional: the direction is float64[1], its input float64[2]; both must have the same shape and dtype", () => Derivatives.Directional(x => x, x, new[] { 1.0 }, 1));
        Throws<ShapeException>("BatchJacobian: the points are float64[2], the function's value float64[]; both need a first axis with a row for each point", () => Derivatives.BatchJacobian(x => x.Sum(), x));
        Throws<ShapeException>("BatchLaplacian: the function's value is float64[1, 2]; it must be one number for each of the 1 points, [1] or [1, 1]", () => Derivatives.BatchLaplacian(x => x * x, x.Unsqueeze(0)));
        Throws<ShapeException>("Vjps: float64[] has no axis to take one after the other from; Unsqueeze it", () => Derivatives.Vjps(x => x, x, x.Sum()));
        Throws<ShapeException>("Map: float64[] has no rows; their axis is the first", () => Derivatives.Map(x => x, x.Sum()));
        Assert.IsNull(Tape.Current);
    }
}
