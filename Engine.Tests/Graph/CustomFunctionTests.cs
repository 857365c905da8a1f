namespace PyDeepTensorNet.Tests.Graph;

/// <summary>Functions with derivatives of the user's own.</summary>
[TestClass]
public sealed class CustomFunctionTests
{
    private static Tensor Cube(Tensor x, bool check = false) => CustomFunction.Apply("Cube", x, x => x * x * x, (x, y, dy) => 3 * dy * x.Square(), check);

    [TestMethod]
    public void Apply_OnATape_IsOneEntry_WithItsOwnDerivative()
    {
        Tensor x = new[] { 1.0, -2, 3 };
        using var tape = new Tape();
        Tensor y = Cube(x);
        Assert.AreEqual(2, tape.Count);
        StringAssert.Contains(tape.ToString(), "Cube", StringComparison.Ordinal);
        Values(y, 1, -8, 27);
        Values(tape.Gradient(y, x, seed: new[] { 1.0, 1, 10 }), 3, 12, 270);
    }

    [TestMethod]
    public void Apply_WithoutATape_Computes() => Values(Cube(new[] { 2.0 }), 8);

    [TestMethod]
    public void Apply_InTensorOperations_IsDifferentiatedAgain()
    {
        GradCheck.Run(x => Cube(x), new[] { 1.0, -2, 3 }).ThrowIfFailed();
        GradGradCheck.Run(x => Cube(x), new[] { 1.0, -2, 3 }).ThrowIfFailed();
    }

    /// <summary>Five inputs, two of them integers and masks: past the three that an entry holds itself, and broadcast.</summary>
    [TestMethod]
    public void Apply_ToManyInputs_GivesEachItsCotangent()
    {
        Tensor a = new[] { 1.0, 2, 3 }, mask = new[] { true, false, true }, b = new[] { 4.0 }, index = new[] { 2L, 1, 0 }, c = new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } };
        static Tensor Masked(Tensor mask, Tensor x) => Tensor.Where(mask, x, 0.0);
        static Tensor Function(IReadOnlyList<Tensor> inputs) => CustomFunction.Apply(
            "Mixed",
            inputs,
            x => Masked(x[1], x[0]) * x[2] + x[4].IndexSelect(1, x[3]),
            (x, y, dy) => [Masked(x[1], dy * x[2]), null, Masked(x[1], dy * x[0]), null, dy.IndexSelect(1, x[3])]);
        GradCheckReport report = GradCheck.Run(Function, [a, mask, b, index, c]);
        report.ThrowIfFailed();
        Assert.HasCount(3, report.Tensors);
        GradGradCheck.Run(Function, [a, mask, b, index, c]).ThrowIfFailed();
    }

    /// <summary>An entry of its own even where the function hands a tensor through: the usual way to turn gradients around.</summary>
    [TestMethod]
    public void Apply_OfAnIdentity_ReversesGradients()
    {
        Tensor x = new[] { 1.0, 2 };
        using var tape = new Tape();
        Tensor y = CustomFunction.Apply("Reverse", x, x => x, (x, y, dy) => -dy);
        Assert.AreNotSame(x, y);
        Values(tape.Gradient((y + x * 3).Sum(), x), 2, 2);
    }

    [TestMethod]
    public void Apply_OfWhatItCaptures_TakesAConstant()
    {
        Tensor x = new[] { 2.0 }, w = new[] { 5.0 };
        using var tape = new Tape();
        Tensor y = CustomFunction.Apply("Times", x, x => x * w, (x, y, dy) => dy * w);
        Values(tape.Gradient(y, x), 5);
        Assert.ThrowsExactly<MissingGradientException>(() => tape.Gradient(y, w));
    }

    [TestMethod]
    public void Apply_CheckedWithAWrongSign_Throws()
    {
        Tensor x = new[] { 1.0f, 2 };
        Values(Cube(x, check: true).To(DType.Float64), 1, 8);
        GradCheckException exception = Assert.ThrowsExactly<GradCheckException>(() => CustomFunction.Apply("Cube", x, x => x * x * x, (x, y, dy) => -3 * dy * x.Square(), check: true));
        StringAssert.Contains(exception.Message, "Fail", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The first derivative of one that computes on spans is right; its second is an error instead of zero.</summary>
    [TestMethod]
    public void Apply_WithAVjpOutOfTheTapesSight_CannotBeDifferentiatedAgain()
    {
        static Tensor Opaque(Tensor x) => CustomFunction.Apply("Cube", x, x => x * x * x, (x, y, dy) => dy.ToArray<double>().Zip(x.ToArray<double>(), (d, v) => 3 * d * v * v).ToArray());
        Tensor x = new[] { 2.0 };
        using var tape = new Tape();
        Tensor gradient = tape.Gradient(Opaque(x), x, createGraph: true);
        Values(gradient, 12);
        Throws<TapeException>(
            "Cube: its vjp gave a cotangent that no recorded operation made of its arguments, so that it cannot be differentiated again; write it in Tensor operations or as a CustomFunction of its own, or give null where it is zero",
            () => tape.Gradient(gradient, x));
    }

    [TestMethod]
    public void Apply_WithNullForAnInput_DoesNotDependOnIt()
    {
        Tensor x = new[] { 2.0 };
        using var tape = new Tape();
        Tensor y = CustomFunction.Apply("Stop", x, x => x * 2, (x, y, dy) => null);
        Assert.IsFalse(tape.Gradient(y, [x], allowUnused: true).TryGet(x, out _));
    }

    [TestMethod]
    public void Apply_ThatIsWrong_IsRefused()
    {
        Tensor x = new[] { 1.0, 2 };
        using var tape = new Tape();
        Throws<DTypeException>(
            "F: its forward function gave bool[2], which carries no gradient; a custom function gives a float32 or float64 tensor, everything else needs none",
            () => CustomFunction.Apply("F", x, x => x > 0, (x, y, dy) => dy));
        Throws<TapeException>(
            "F: its forward function wrote to input 0, float64[2], in place; write to a Clone()",
            () => CustomFunction.Apply("F", x, Overwrite, (x, y, dy) => dy));
        Throws<ShapeException>("F: its vjp gave 2 cotangents for 1 inputs; give one each, null where there is none", () => Pull((x, y, dy) => [dy, dy]));
        Throws<DTypeException>("F: its vjp gave float32[2] as the cotangent of input 0, float64[2]; the dtypes must agree, cast with To(DType.Float64)", () => Pull((x, y, dy) => [dy.To(DType.Float32)]));
        Throws<ShapeException>("F: its vjp gave float64[] as the cotangent of input 0, float64[2]; a cotangent has the shape of its input, or one that the input broadcasts to", () => Pull((x, y, dy) => [dy.Sum()]));
        Throws<ShapeException>(
            "F: cotangent 0 of its vjp: [2] and [3] do not broadcast: sizes 2 and 3 of axis -1 differ and neither is 1; Reshape or Unsqueeze one of them",
            () => Pull((x, y, dy) => [Tensor.Ones([3], DType.Float64)]));

        static Tensor Overwrite(Tensor x)
        {
            x.CopyFrom(x * 2);
            return x;
        }

        Tensor Pull(CustomVjp vjp) => tape.Gradient(CustomFunction.Apply("F", [x], x => x[0] * 2, vjp), x, seed: new[] { 1.0, 1 });
    }

    [TestMethod]
    public void Apply_ThenAWriteToASavedInput_IsRefused()
    {
        Tensor x = new[] { 1.0, 2 };
        using var tape = new Tape();
        Tensor loss = Cube(x).Sum();
        x.AsSpan<double>()[0] = 3;
        TapeException exception = Assert.ThrowsExactly<TapeException>(() => tape.Gradient(loss, x));
        StringAssert.StartsWith(exception.Message, "Cube: its first input", StringComparison.Ordinal);
    }
}
