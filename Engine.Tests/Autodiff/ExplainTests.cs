using static PyDeepTensorNet.Tests.Autodiff.Explained;

namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>Ways to lose a gradient before the sweep, one test each: the cause, the line and the whole message.</summary>
[TestClass]
public sealed class ExplainTests
{
    [TestMethod]
    public void Explain_Detach_NamesItsLine()
    {
        Tensor w = Parameter(1, 2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor hidden = w * 3; int line = Line();
        Tensor constant = hidden.Detach();
        Tensor loss = constant.Sum();
        AssertCut(GradientCause.Detached,
            $"""
            Explain: w float32[2] has no gradient of the loss float32[]: cut at Detach (hidden.Detach(), ExplainTests.cs:{line + 1}), whose result float32[2] is a constant to the tape; leave Detach out, and take views while the tape is open
              #  op         value         |cotangent|          at
              0  leaf       w float32[2]
              1  MulScalar  float32[2]                         w * 3, ExplainTests.cs:{line}
              -  Detach     float32[2]                 <- cut  hidden.Detach(), ExplainTests.cs:{line + 1}
              3  Sum        float32[]                          constant.Sum(), ExplainTests.cs:{line + 2}
            """, tape.Explain(loss, w));
        Read(hidden, constant, loss);
    }

    [TestMethod]
    public void Explain_ACastToIntegers_NamesItsLine()
    {
        Tensor w = Parameter(1, 2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor index = w.To(DType.Int64); int line = Line();
        Tensor loss = index.Float().Sum();
        AssertCut(GradientCause.NotDifferentiable,
            $"""
            Explain: w float32[2] has no gradient of the loss float32[]: cut at To (w.To(DType.Int64), ExplainTests.cs:{line}), whose result int64[2] is not floating; keep the value floating, and choose a smooth function in its place
              #  op    value         |cotangent|          at
              -  leaf  w float32[2]
              -  To    int64[2]                   <- cut  w.To(DType.Int64), ExplainTests.cs:{line}
              -  To    float32[2]                         index.Float().Sum(), ExplainTests.cs:{line + 1}
              1  Sum   float32[]                          index.Float().Sum(), ExplainTests.cs:{line + 1}
            """, tape.Explain(loss, w));
        Read(index, loss);
    }

    [TestMethod]
    public void Explain_AComparison_NamesItsLine()
    {
        Tensor w = Parameter(1, 2), x = Parameter(1, 2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor mask = w.Gt(0.5); int line = Line();
        Tensor loss = Tensor.Where(mask, x, 0).Sum();
        AssertCut(GradientCause.NotDifferentiable,
            $"""
            Explain: w float32[2] has no gradient of the loss float32[]: cut at Gt (w.Gt(0.5), ExplainTests.cs:{line}), whose result bool[2] is not floating; keep the value floating, and choose a smooth function in its place
              #  op     value         |cotangent|          at
              -  leaf   w float32[2]
              -  Gt     bool[2]                    <- cut  w.Gt(0.5), ExplainTests.cs:{line}
              2  Where  float32[2]                         Tensor.Where(mask, x, 0), ExplainTests.cs:{line + 1}
              3  Sum    float32[]                          Tensor.Where(mask, x, 0).Sum(), ExplainTests.cs:{line + 1}
            """, tape.Explain(loss, w));
        Read(mask, loss);
    }

    [TestMethod]
    public void Explain_ArgMax_NamesItsLine()
    {
        Tensor w = Parameter(1, 2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor best = (w * 2).ArgMax(); int line = Line();
        Tensor loss = best.Float() * 2;
        AssertCut(GradientCause.NotDifferentiable,
            $"""
            Explain: w float32[2] has no gradient of the loss float32[]: cut at ArgMax ((w * 2).ArgMax(), ExplainTests.cs:{line}), whose result int64[] is not floating; keep the value floating, and choose a smooth function in its place
              #  op         value         |cotangent|          at
              0  leaf       w float32[2]
              1  MulScalar  float32[2]                         (w * 2).ArgMax(), ExplainTests.cs:{line}
              -  ArgMax     int64[]                    <- cut  (w * 2).ArgMax(), ExplainTests.cs:{line}
              -  To         float32[]                          best.Float() * 2, ExplainTests.cs:{line + 1}
              3  MulScalar  float32[]                          best.Float() * 2, ExplainTests.cs:{line + 1}
            """, tape.Explain(loss, w));
        Read(best, loss);
    }

    [TestMethod]
    public void Explain_APausedTape_NamesTheFirstOpInThePause()
    {
        Tensor w = Parameter(1, 2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor hidden;
        int line;
        using (tape.Pause())
        {
            hidden = w.Exp(); line = Line();
            hidden = hidden.MatMul(hidden);
        }
        Tensor loss = hidden * 2;
        AssertCut(GradientCause.Paused,
            $"""
            Explain: w float32[2] has no gradient of the loss float32[]: cut at Exp (w.Exp(), ExplainTests.cs:{line}), which ran while the tape was paused; move it out of the Pause block
              #  op         value          |cotangent|          at
              -  leaf       w float32[2]
              -  Exp        float32[2]                  <- cut  w.Exp(), ExplainTests.cs:{line}
              -  Reshape    float32[1, 2]                       hidden.MatMul(hidden), ExplainTests.cs:{line + 1}
              -  MatMul     float32[1, 1]                       hidden.MatMul(hidden), ExplainTests.cs:{line + 1}
              -  Reshape    float32[1]                          hidden.MatMul(hidden), ExplainTests.cs:{line + 1}
              -  Reshape    float32[]                           hidden.MatMul(hidden), ExplainTests.cs:{line + 1}
              1  MulScalar  float32[]                           hidden * 2, ExplainTests.cs:{line + 3}
            """, tape.Explain(loss, w));
        Read(hidden, loss);
    }

    [TestMethod]
    public void Explain_AWriteInPlace_NamesItsLine()
    {
        Tensor w = Parameter(1, 2), buffer = Tensor.Zeros(3);
        using var tape = new Tape(TapeOptions.Debug);
        int line;
        using (tape.Pause())
        {
            buffer[1..] = w; line = Line();
        }
        Tensor loss = buffer.Sum();
        AssertCut(GradientCause.Overwritten,
            $"""
            Explain: w float32[2] has no gradient of the loss float32[]: cut at Index (buffer[1..] = w, ExplainTests.cs:{line}), a write in place, which is not recorded; build the value with Stack, Cat or Where
              #  op     value         |cotangent|          at
              -  leaf   w float32[2]
              -  Index  float32[3]                 <- cut  buffer[1..] = w, ExplainTests.cs:{line}
              1  Sum    float32[]                          buffer.Sum(), ExplainTests.cs:{line + 2}
            """, tape.Explain(loss, w));
        Read(loss, buffer);
    }

    [TestMethod]
    public void Explain_AParameterThatNothingUses_SaysSo()
    {
        Tensor w = Parameter(1, 2), other = Parameter(1, 2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor loss = other.Sum();
        AssertCut(GradientCause.NeverUsed, "Explain: w float32[2] has no gradient of the loss float32[]: no differentiable operation has used it since the tape was opened (but another tensor named w: it may have been replaced after the list of parameters was made); use it while the tape is open", tape.Explain(loss, w));
    }

    [TestMethod]
    public void Explain_AClosedTape_IsOutside()
    {
        Tensor w = Parameter(1, 2), hidden;
        using (new Tape()) hidden = w * 3;
        using var tape = new Tape(TapeOptions.Debug);
        Tensor loss = hidden.Sum();
        AssertCut(GradientCause.OutsideTape, "Explain: w float32[2] has no gradient of the loss float32[]: no differentiable operation has used it since the tape was opened; it was last used on a tape that is closed, whose results are constants here; compute them while this tape is open, on its thread", tape.Explain(loss, w));
    }

    [TestMethod]
    public void Explain_AnotherThread_IsOutside()
    {
        Tensor w = Parameter(1, 2), hidden = w;
        var thread = new Thread(() =>
        {
            using var other = new Tape();
            hidden = w * 3;
        });
        thread.Start();
        thread.Join();
        using var tape = new Tape(TapeOptions.Debug);
        Tensor loss = hidden.Sum();
        AssertCut(GradientCause.OutsideTape, "Explain: w float32[2] has no gradient of the loss float32[]: no differentiable operation has used it since the tape was opened; it was last used on another thread, whose results are constants here; compute them while this tape is open, on its thread", tape.Explain(loss, w));
    }

    [TestMethod]
    public void Explain_AViewFromBeforeTheTape_IsFoundByItsMemory()
    {
        Tensor w = Parameter(1, 2), column = w.Unsqueeze(1);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor loss = column.Sum(); int line = Line();
        AssertCut(GradientCause.Detached,
            $"""
            Explain: w float32[2] has no gradient of the loss float32[]: its memory is read through the constant float32[2, 1], a Detach or a view from outside the tape, first used at column.Sum(), ExplainTests.cs:{line}; leave Detach out, and take views while the tape is open
              #  op        value          |cotangent|          at
              -  leaf      w float32[2]
              -  constant  float32[2, 1]               <- cut  column.Sum(), ExplainTests.cs:{line}
              1  Sum       float32[]                           column.Sum(), ExplainTests.cs:{line}
            """, tape.Explain(loss, w));
        Read(loss);
    }

    [TestMethod]
    public void Explain_AResultThatTheLossForgets_NamesTheLastOp()
    {
        Tensor w = Parameter(1, 2), x = Parameter(3, 4);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor hidden = (x * w).Relu(); int line = Line();
        Tensor loss = x.Sum();
        AssertCut(GradientCause.NotConnected,
            $"""
            Explain: w float32[2] has no gradient of the loss float32[]: operations on this tape used it, but no path of differentiable operations leads from it to the loss (through a gradient only with createGraph: true); the last of them, Relu, entry 3 ((x * w).Relu(), ExplainTests.cs:{line}), is used by nothing that was recorded; make the loss from it
              #  op    value         |cotangent|          at
              1  leaf  w float32[2]
              2  Mul   float32[2]                         (x * w).Relu(), ExplainTests.cs:{line}
              3  Relu  float32[2]                 <- cut  (x * w).Relu(), ExplainTests.cs:{line}
            """, tape.Explain(loss, w));
        Read(hidden, loss);
    }

    [TestMethod]
    public void Explain_AnIntegerParameter_IsNotFloating()
    {
        Tensor w = new[] { 1, 2 };
        using var tape = new Tape(TapeOptions.Debug);
        Tensor loss = (w * 1.5).Sum();
        AssertCut(GradientCause.NotFloating, "Explain: int32[2] has no gradient of the loss float32[]: it is int32, and only float32 and float64 tensors are differentiable; cast it with To(DType.Float32) before the tape uses it", tape.Explain(loss, w));
    }

    [TestMethod]
    public void Explain_WithoutDebugMode_FindsADetachByItsMemory()
    {
        Tensor w = Parameter(1, 2);
        using var tape = new Tape(TapeOptions.None);
        Tensor loss = w.Exp().Detach().Sum();
        AssertCut(
            GradientCause.Detached,
            """
            Explain: w float32[2] has no gradient of the loss float32[]: its memory is read through the constant float32[2], a Detach or a view from outside the tape; leave Detach out, and take views while the tape is open
              #  op        value         |cotangent|
              0  leaf      w float32[2]
              1  Exp       float32[2]
              -  constant  float32[2]                 <- cut
              3  Sum       float32[]
            """, tape.Explain(loss, w));
    }

    [TestMethod]
    public void Gradient_ThatIsMissing_ThrowsWithTheExplanation()
    {
        Tensor w = Parameter(1, 2), x = Parameter(3, 4);
        x.Name = "x";
        using var tape = new Tape(TapeOptions.Debug);
        Tensor loss = (w.Detach() * x).Sum(); int line = Line();
        var fault = Assert.ThrowsExactly<MissingGradientException>(() => tape.Gradient(loss, [x, w]));
        string reason = $"cut at Detach (w.Detach(), ExplainTests.cs:{line}), whose result float32[2] is a constant to the tape; leave Detach out, and take views while the tape is open";
        Assert.AreEqual($"Gradient: the loss float32[] ((w.Detach() * x).Sum(), ExplainTests.cs:{line}) does not depend on parameter 1, w float32[2]: {reason}, leave it out, or pass allowUnused: true", fault.Message);
        Assert.AreEqual(GradientCause.Detached, fault.Explanation!.Cause);
        Assert.AreEqual(line, fault.Explanation.Cut!.Site!.Line);
        Gradients gradients = tape.Gradient(loss, [x, w], allowUnused: true);
        fault = Assert.ThrowsExactly<MissingGradientException>(() => gradients[w]);
        string message = "Gradients: the loss does not depend on w float32[2], so it has no gradient (allowUnused was true); leave it out or use TryGet";
        Assert.AreEqual($"{message}: {reason}", fault.Message);
        tape.Dispose();
        Assert.AreEqual(message, Assert.ThrowsExactly<MissingGradientException>(() => gradients[w]).Message);
    }

    [TestMethod]
    public void Explain_ALossThatWasNotRecorded_FollowsItThroughThePause()
    {
        Tensor w = Parameter(1, 2), loss;
        using var tape = new Tape(TapeOptions.Debug);
        using (tape.Pause()) loss = w.Sum();
        Assert.AreEqual(GradientCause.Paused, tape.Explain(loss, w).Cause);
        // The pause is over, and one of the engine's own is none.
        Tensor recorded = w.Sum();
        Assert.IsTrue(tape.Explain(recorded, w).HasGradient);
        _ = tape.Gradient(recorded, w);
        Assert.AreEqual(1, Journal.OfThread.Debug!.Cuts.Count);
    }
}
