namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>Writing over a value that a derivative needs is an error, never a wrong gradient.</summary>
[TestClass]
public sealed class SavedValueTests
{
    private const string Remedy = "write after Gradient, write to a Clone(), or read it with AsReadOnlySpan";

    private static Tensor Named(string name, params double[] values)
    {
        Tensor tensor = values;
        tensor.Name = name;
        return tensor;
    }

    [TestMethod]
    public void EachSavedValue_IsNamedInTheMessage()
    {
        Tensor a = Named("a", 1), b = Named("b", 2), c = Named("c", 3), d = Named("d", 4);
        using var tape = new Tape();
        Tensor first = a.Square(), second = b * d, third = a.Addcmul(a, c), result = d.Sigmoid();
        a.Fill_(1);
        Expect.Throws<TapeException>($"Square: its first input, a float64[1], saved as entry 1 for the backward sweep, has been written to in place since (1 write); {Remedy}", () => tape.Gradient(first, a));
        d.Fill_(1);
        d.Fill_(2);
        Expect.Throws<TapeException>($"Mul: its second input, d float64[1], saved as entry 4 for the backward sweep, has been written to in place since (2 writes); {Remedy}", () => tape.Gradient(second, b));
        c.Zero_();
        Expect.Throws<TapeException>($"Addcmul: its second input, a float64[1], saved as entry 6 for the backward sweep, has been written to in place since (1 write); {Remedy}", () => tape.Gradient(third, a));
        result.Detach().Zero_();
        Expect.Throws<TapeException>(
            "Sigmoid: its result float64[1], entry 7 on the open tape, has been written to in place since through a tensor that shares its memory (1 write), so that its gradient would be wrong; write to a Clone(), or read with AsReadOnlySpan",
            () => tape.Gradient(result, d));
    }

    /// <summary>Nothing has saved the product by a number, but its entry no longer says how the value came about.</summary>
    [TestMethod]
    public void ResultOverwrittenThroughAnAlias_IsNotUsedOn()
    {
        Tensor x = new[] { 2.0 };
        using var tape = new Tape();
        Tensor y = x * 2.0;
        y.Detach().Fill_(5);
        Expect.Throws<TapeException>(
            "MulScalar: its result float64[1], entry 1 on the open tape, has been written to in place since through a tensor that shares its memory (1 write), so that its gradient would be wrong; write to a Clone(), or read with AsReadOnlySpan",
            () => _ = y * y);
        Expect.Values(tape.Gradient(x * y.Detach(), x), 5);
    }

    [TestMethod]
    public void WritesAfterTheGradient_AreFine()
    {
        Tensor w = new[] { 2.0 };
        for (int step = 0; step < 3; step++)
        {
            using var tape = new Tape();
            Tensor gradient = tape.Gradient(w.Square(), w);
            w.CopyFrom((w - 0.25 * gradient).Detach());
        }
        Expect.Values(w, 0.25);
    }

    /// <summary>Steps on one tape: each gradient is that of the values the step saw.</summary>
    [TestMethod]
    public void SeveralStepsOnOneTape_EachSeeTheirOwnValues()
    {
        Tensor w = new[] { 2.0 };
        using var tape = new Tape();
        for (int step = 0; step < 3; step++)
        {
            Tensor gradient = tape.Gradient(w.Square(), w);
            using (tape.Pause()) w.CopyFrom(w - 0.25 * gradient);
        }
        Expect.Values(w, 0.25);
    }

    /// <summary>A write is not recorded, so a value that has a gradient is not written anywhere.</summary>
    [TestMethod]
    public void SourceOfAWrite_MustHaveNoGradientToLose()
    {
        Tensor x = new[] { 1.0, 2 }, buffer = Tensor.Zeros([2], DType.Float64), parameter = new[] { 3.0, 4 };
        parameter.RequiresGrad = true;
        using var tape = new Tape();
        Tensor y = x.Square();
        const string lost = "would be differentiated by the open tape, but writes in place are not recorded, so no gradient would reach it; build the result with Stack, Cat or Where, or write value.Detach()";
        Expect.Throws<TapeException>($"CopyFrom: the value float64[2] {lost}", () => buffer.CopyFrom(y));
        Expect.Throws<TapeException>($"CopyFrom: the value float64[2] {lost}", () => buffer.CopyFrom(parameter));
        Expect.Throws<TapeException>($"Index: the value float64[] {lost}", () => buffer[0] = y[1]);
        Expect.Values(buffer, 0, 0);
        buffer.CopyFrom(y.Detach());
        Expect.Values(buffer, 1, 4);
        using (tape.Pause()) buffer.CopyFrom(parameter);
        Expect.Values(buffer, 3, 4);
    }
}
