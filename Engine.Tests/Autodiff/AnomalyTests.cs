using static PyDeepTensorNet.Tests.Autodiff.Explained;

namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>Ways to make an infinity or a NaN, one test each: the operation, its line and what is said to help.</summary>
[TestClass]
public sealed class AnomalyTests
{
    private static Tensor Values(params float[] values) => values;

    private static void AssertAnomaly(string text, int line, Action action)
    {
        Anomaly anomaly = Assert.ThrowsExactly<AnomalyException>(action).Anomaly!;
        Assert.AreEqual(text, anomaly.ToString().Replace($"AnomalyTests.cs:{line}", "here", StringComparison.Ordinal));
        Assert.AreEqual(line, anomaly.Site!.Line);
    }

    /// <summary>The anomaly of a function of one tensor, in the forward or the backward pass.</summary>
    private static void AssertForward(string text, Tensor x, Func<Tensor, Tensor> function, int line)
    {
        using var tape = new Tape(TapeOptions.DetectAnomalies);
        AssertAnomaly(text, line, () => function(x));
    }

    private static void AssertBackward(string text, Tensor x, Func<Tensor, Tensor> function, int line)
    {
        using var tape = new Tape(TapeOptions.DetectAnomalies);
        Tensor loss = function(x).Sum();
        AssertAnomaly(text, line, () => tape.Gradient(loss, x));
    }

    [TestMethod]
    public void Anomaly_TheLogarithmOfZero() =>
        AssertForward(
            "Anomaly: Log, entry 2 ((x * 2).Log(), here): its result is not finite: float32[2] in [0.693, 0.693] with 1 -inf of 2, from float32[2] in [0, 2]; cause: the logarithm of 0; remedy: clamp the operand with ClampMin(1e-12), or take LogSoftmax, LogSigmoid or a loss from logits, which do not round to 0 first",
            Values(1, 0), x => (x * 2).Log(), Line());

    [TestMethod]
    public void Anomaly_TheLogarithmOfANegativeNumber() =>
        AssertForward(
            "Anomaly: Log, entry 1 (x.Log(), here): its result is not finite: float32[2] in [0, 0] with 1 NaN of 2, from float32[2] in [-2, 1]; cause: the logarithm of a negative number; remedy: look at the sign, or clamp the operand with ClampMin(1e-12)",
            Values(1, -2), x => x.Log(), Line());

    [TestMethod]
    public void Anomaly_AnExponentialThatOverflows() =>
        AssertForward(
            "Anomaly: Exp, entry 1 (x.Exp(), here): its result is not finite: float32[2] in [2.72, 2.72] with 1 inf of 2, from float32[2] in [1, 100]; cause: it overflows float32, whose exponentials end at 88.7; remedy: subtract the maximum first (Softmax, LogSumExp, LogSoftmax do), or clamp the operand",
            Values(1, 100), x => x.Exp() + 1, Line());

    [TestMethod]
    public void Anomaly_ADivisionByZero() =>
        AssertForward(
            "Anomaly: Div, entry 2 (1 + x / Values(1, 0), here): its result is not finite: float32[2] in [1, 1] with 1 NaN of 2, from float32[2] in [0, 1], float32[2] in [0, 1]; cause: division by 0; remedy: add a small number to the denominator, or replace its zeros with Where before dividing",
            Values(1, 0), x => 1 + x / Values(1, 0), Line());

    [TestMethod]
    public void Anomaly_TheSquareRootOfANegativeNumber() =>
        AssertForward(
            "Anomaly: Sqrt, entry 1 (x.Sqrt(), here): its result is not finite: float32[2] in [1, 1] with 1 NaN of 2, from float32[2] in [-1E-07, 1]; cause: the square root of a negative number; remedy: clamp the operand with ClampMin(0); differences of squares round to less than 0",
            Values(1, -1e-7f), x => x.Sqrt(), Line());

    [TestMethod]
    public void Anomaly_AFractionalPowerOfANegativeNumber() =>
        AssertForward(
            "Anomaly: PowScalar, entry 1 (x.Pow(0.5), here): its result is not finite: float32[2] in [1, 1] with 1 NaN of 2, from float32[2] in [-2, 1]; cause: a fractional power of a negative number; remedy: take the power of Abs() or of ClampMin(0)",
            Values(1, -2), x => x.Pow(0.5), Line());

    [TestMethod]
    public void Anomaly_AcosBeyondOne() =>
        AssertForward(
            "Anomaly: Acos, entry 1 (x.Acos(), here): its result is not finite: float32[2] in [1.57, 1.57] with 1 NaN of 2, from float32[2] in [0, 1]; cause: Acos outside [-1, 1], or at an end where it is infinite; remedy: clamp the operand a little inside, Clamp(-1 + 1e-6, 1 - 1e-6): products of normalized vectors round to more than 1",
            Values(0, 1.0001f), x => x.Acos(), Line());

    [TestMethod]
    public void Anomaly_ASoftmaxThatIsMaskedThroughout() =>
        AssertForward(
            "Anomaly: Softmax, entry 3 (x.MaskedFill(x.Gt(0), float.NegativeInfinity).Softmax(0), here): its result is not finite: float32[2] in nothing finite with 2 NaN of 2, from float32[2] in nothing finite with 2 -inf of 2; cause: inf - inf: a row is masked throughout; remedy: leave one entry of each row, or fill masks with a large finite number such as -1e9",
            Values(1, 2), x => x.MaskedFill(x.Gt(0), float.NegativeInfinity).Softmax(0), Line());

    [TestMethod]
    public void Anomaly_AProductThatOverflows() =>
        AssertForward(
            "Anomaly: Square, entry 1 (x.Square(), here): its result is not finite: float32[2] in [1, 1] with 1 inf of 2, from float32[2] in [1, 1E+30]; cause: it overflows float32, which ends at 3.4e38; remedy: scale the operands down, or compute in float64",
            Values(1e30f, 1), x => x.Square(), Line());

    [TestMethod]
    public void Anomaly_ANaNInTheData() =>
        AssertForward(
            "Anomaly: MulScalar, entry 1 (x * 2, here): its result is not finite: float32[2] in [2, 2] with 1 NaN of 2, from float32[2] in [1, 1] with 1 NaN of 2; cause: operand 1 holds NaN already; remedy: look at where it comes from: data, or what was computed before the tape was opened",
            Values(1, float.NaN), x => x * 2, Line());

    [TestMethod]
    public void Anomaly_TheDerivativeOfSqrtAtZero() =>
        AssertBackward(
            "Anomaly: Sqrt, entry 1 (x.Sqrt(), here): the cotangent that its derivative gives is not finite: float32[2] in [0.25, 0.25] with 1 inf of 2 for entry 0, from float32[2] in [0, 4], result float32[2] in [0, 2], cotangent float32[2] in [1, 1]; cause: the derivative of the square root is infinite at 0; remedy: add a small number under the root",
            Values(4, 0), x => x.Sqrt(), Line());

    [TestMethod]
    public void Anomaly_ZeroTimesInfinityUnderWhere() =>
        AssertBackward(
            "Anomaly: Sqrt, entry 1 (x.Sqrt(), here): the cotangent that its derivative gives is not finite: float32[2] in [0.25, 0.25] with 1 NaN of 2 for entry 0, from float32[2] in [0, 4], result float32[2] in [0, 2], cotangent float32[2] in [0, 1]; cause: 0 * inf: the derivative of the square root is infinite at 0, and 0 arrives there; remedy: the branch that Where does not take is differentiated too: give the operation harmless operands there, Where(mask, f(Where(mask, x, 1)), 0)",
            Values(4, 0), x => Tensor.Where(x.Gt(0), x.Sqrt(), 0), Line());

    [TestMethod]
    public void Anomaly_TheDerivativeOfAsinAtOne() =>
        AssertBackward(
            "Anomaly: Asin, entry 1 (x.Asin(), here): the cotangent that its derivative gives is not finite: float32[2] in [1, 1] with 1 inf of 2 for entry 0, from float32[2] in [0, 1], cotangent float32[2] in [1, 1]; cause: the derivative of Asin is infinite at -1 and 1; remedy: clamp the operand a little inside, Clamp(-1 + 1e-6, 1 - 1e-6)",
            Values(0, 1), x => x.Asin(), Line());

    [TestMethod]
    public void Anomaly_TheDerivativeOfAPowerAtZero() =>
        AssertBackward(
            "Anomaly: PowScalar, entry 1 (x.Pow(0.5), here): the cotangent that its derivative gives is not finite: float32[2] in [0.5, 0.5] with 1 inf of 2 for entry 0, from float32[2] in [0, 1], cotangent float32[2] in [1, 1]; cause: the derivative of a power below 1 is infinite at 0; remedy: add a small number to the base",
            Values(1, 0), x => x.Pow(0.5), Line());

    [TestMethod]
    public void Anomaly_TheDerivativeOfAQuotientCloseToZero() =>
        AssertBackward(
            "Anomaly: DivFromScalar, entry 1 (1e-5 / x, here): the cotangent that its derivative gives is not finite: float32[2] in [-1E-05, -1E-05] with 1 -inf of 2 for entry 0, from float32[2] in [1E-30, 1], cotangent float32[2] in [1, 1]; cause: the derivative of a quotient overflows where the denominator is close to 0; remedy: add a small number to the denominator",
            Values(1, 1e-30f), x => 1e-5 / x, Line());

    [TestMethod]
    public void Anomaly_OfARecordedSweep_BlamesTheOperationToo()
    {
        Tensor x = Values(4, 0);
        using var tape = new Tape(TapeOptions.DetectAnomalies);
        Tensor loss = x.Sqrt().Sum(); int line = Line();
        var fault = Assert.ThrowsExactly<AnomalyException>(() => tape.Gradient(loss, [x], createGraph: true));
        Assert.AreEqual(("Sqrt", true, line), (fault.Anomaly!.Operation, fault.Anomaly.IsCotangent, fault.Anomaly.Site!.Line));
        // Nothing of the sweep stays behind: results are checked again.
        Assert.AreEqual("Log", Assert.ThrowsExactly<AnomalyException>(() => x.Log()).Anomaly!.Operation);
        Assert.AreEqual(1, loss.Rank + 1);
    }

    [TestMethod]
    public void Anomaly_InfinitiesThatWereFilledIn_Pass()
    {
        Tensor x = Values(1, 2, 3);
        using var tape = new Tape(TapeOptions.DetectAnomalies);
        Tensor attention = x.MaskedFill(x.Gt(2), float.NegativeInfinity).Softmax(0);
        Assert.AreEqual(0f, tape.Gradient(attention[0], x).ToArray<float>()[2]);
    }

    [TestMethod]
    public void Anomaly_WithoutTheOption_Passes()
    {
        using var tape = new Tape(TapeOptions.Debug);
        Tensor x = Values(0);
        Assert.IsTrue(double.IsPositiveInfinity(tape.Gradient(x.Sqrt().Sum(), x).Item()));
    }
}
