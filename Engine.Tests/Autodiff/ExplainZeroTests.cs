using static PyDeepTensorNet.Tests.Autodiff.Explained;

namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>Ways to lose a gradient on recorded operations, one test each: the cause, the line and the whole message.</summary>
[TestClass]
public sealed class ExplainZeroTests
{
    [TestMethod]
    public void Explain_AGradientThatArrives_ShowsTheWay()
    {
        Tensor w = Parameter(1, 2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor hidden = w * 3; int line = Line();
        Tensor loss = hidden.Square().Sum();
        GradientExplanation explanation = tape.Explain(loss, w);
        Assert.IsTrue(explanation.HasGradient);
        Assert.IsNull(explanation.Cut);
        Assert.AreEqual(
            $"""
            Explain: w float32[2] has a gradient of the loss float32[]: its norm is 40.2, through 3 operations
              #  op         value         |cotangent|    at
              0  leaf       w float32[2]         40.2
              1  MulScalar  float32[2]           13.4    w * 3, ExplainZeroTests.cs:{line}
              2  Square     float32[2]           1.41    hidden.Square(), ExplainZeroTests.cs:{line + 1}
              3  Sum        float32[]               1    hidden.Square().Sum(), ExplainZeroTests.cs:{line + 1}
            """, explanation.ToString());
        Read(hidden, loss);
    }

    [TestMethod]
    public void Explain_DeadUnits_NamesTheActivationAndItsInputs()
    {
        Tensor w = Parameter(-1, -2), x = Parameter(3, 4);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor hidden = (x * w).Relu(); int line = Line();
        Tensor loss = (hidden + 1).Sum();
        AssertCut(GradientCause.DeadUnits,
            $"""
            Explain: w float32[2] has a gradient of zeros of the loss float32[]: all 2 units of Relu, entry 3 ((x * w).Relu(), ExplainZeroTests.cs:{line}), are dead: its outputs are all 0; start from smaller weights, lower the learning rate, or use an activation that leaks, such as LeakyRelu
              #  op         value         |cotangent|          at
              1  leaf       w float32[2]            0
              2  Mul        float32[2]              0          (x * w).Relu(), ExplainZeroTests.cs:{line}
              3  Relu       float32[2]           1.41  <- cut  (x * w).Relu(), ExplainZeroTests.cs:{line}
              4  AddScalar  float32[2]           1.41          (hidden + 1).Sum(), ExplainZeroTests.cs:{line + 1}
              5  Sum        float32[]               1          (hidden + 1).Sum(), ExplainZeroTests.cs:{line + 1}
            """, tape.Explain(loss, w));
        Read(hidden, loss);
    }

    [TestMethod]
    public void Explain_DeadUnitsBeforeAFlatSpot_AreTheCause()
    {
        Tensor w = Parameter(-1, -2);
        using var tape = new Tape(TapeOptions.Debug);
        // The square has no slope at the zeros that Relu gives.
        GradientExplanation explanation = tape.Explain(w.Relu().Square().Sum(), w);
        Assert.AreEqual(GradientCause.DeadUnits, explanation.Cause);
        Assert.AreEqual("Relu", explanation.Cut!.Operation);
    }

    [TestMethod]
    public void Explain_AFactorOfZeros_NamesIt()
    {
        Tensor w = Parameter(1, 2), gate = Tensor.Zeros(2);
        gate.Name = "gate";
        using var tape = new Tape(TapeOptions.Debug);
        Tensor hidden = w * gate; int line = Line();
        Tensor loss = hidden.Sum();
        AssertCut(GradientCause.MultipliedByZero,
            $"""
            Explain: w float32[2] has a gradient of zeros of the loss float32[]: Mul, entry 2 (w * gate, ExplainZeroTests.cs:{line}), multiplies it by gate float32[2], entry 1, which is zero throughout; start that factor from other values than zero
              #  op    value         |cotangent|          at
              0  leaf  w float32[2]            0
              2  Mul   float32[2]           1.41  <- cut  w * gate, ExplainZeroTests.cs:{line}
              3  Sum   float32[]               1          hidden.Sum(), ExplainZeroTests.cs:{line + 1}
            """, tape.Explain(loss, w));
        Read(hidden, loss);
    }

    [TestMethod]
    public void Explain_AFunctionOfSteps_NamesIt()
    {
        Tensor w = Parameter(1.5f, 2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor hidden = w.Floor(); int line = Line();
        Tensor loss = hidden.Square().Sum();
        AssertCut(GradientCause.ZeroDerivative,
            $"""
            Explain: w float32[2] has a gradient of zeros of the loss float32[]: Floor, entry 1 (w.Floor(), ExplainZeroTests.cs:{line}), has derivative zero everywhere; use a smooth function, or pass the gradient on with x + (f(x) - x).Detach()
              #  op      value         |cotangent|          at
              0  leaf    w float32[2]            0
              1  Floor   float32[2]           4.47  <- cut  w.Floor(), ExplainZeroTests.cs:{line}
              2  Square  float32[2]           1.41          hidden.Square(), ExplainZeroTests.cs:{line + 1}
              3  Sum     float32[]               1          hidden.Square().Sum(), ExplainZeroTests.cs:{line + 1}
            """, tape.Explain(loss, w));
        Read(hidden, loss);
    }

    [TestMethod]
    public void Explain_AMaskThatTakesNothing_NamesIt()
    {
        Tensor w = Parameter(1.5f, 2), x = Parameter(1, 1);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor hidden = Tensor.Where(x.Gt(2), w, x); int line = Line();
        Tensor loss = hidden.Sum();
        AssertCut(GradientCause.NotSelected,
            $"""
            Explain: w float32[2] has a gradient of zeros of the loss float32[]: Where, entry 2 (Tensor.Where(x.Gt(2), w, x), ExplainZeroTests.cs:{line}), takes no element of it; look at the mask, or at the bounds
              #  op     value         |cotangent|          at
              0  leaf   w float32[2]            0
              2  Where  float32[2]           1.41  <- cut  Tensor.Where(x.Gt(2), w, x), ExplainZeroTests.cs:{line}
              3  Sum    float32[]               1          hidden.Sum(), ExplainZeroTests.cs:{line + 1}
            """, tape.Explain(loss, w));
        Read(hidden, loss);
    }

    [TestMethod]
    public void Explain_ADifferenceOfEquals_IsCancelled()
    {
        Tensor w = Parameter(1.5f, 2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor loss = (w - w * 1).Sum(); int line = Line();
        AssertCut(GradientCause.Cancelled,
            $"""
            Explain: w float32[2] has a gradient of zeros of the loss float32[]: what MulScalar, entry 1 ((w - w * 1).Sum(), ExplainZeroTests.cs:{line}), passes back to its input, entry 0, is cancelled by the other uses of it, or by a hook; look at the sum: does it subtract a value from itself?
              #  op         value         |cotangent|          at
              0  leaf       w float32[2]            0
              1  MulScalar  float32[2]           1.41  <- cut  (w - w * 1).Sum(), ExplainZeroTests.cs:{line}
              2  Sub        float32[2]           1.41          (w - w * 1).Sum(), ExplainZeroTests.cs:{line}
              3  Sum        float32[]               1          (w - w * 1).Sum(), ExplainZeroTests.cs:{line}
            """, tape.Explain(loss, w));
        Read(loss);
    }
}
