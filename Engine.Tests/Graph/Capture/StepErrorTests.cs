using System.Text.RegularExpressions;

namespace PyDeepTensorNet.Tests.Graph.Capture;

/// <summary>What a captured step cannot do is refused with the operation and the line, never replayed wrongly. The lines themselves are left out here.</summary>
[TestClass]
public sealed partial class StepErrorTests
{
    private static readonly Tensor s_x = Tensor.From([1.0, 2, 3]);

    /// <summary>Another run's value has no memory of its own any more where the first run read it for the last time.</summary>
    [TestMethod]
    public void Run_StateChangedByAnotherValue_ThrowsAndLeavesIt()
    {
        Tensor state = Tensor.Zeros([20_000]);
        bool isFirst = true;
        Step step = Step.Capture(x =>
        {
            Tensor a = x * 2, b = (a + 1).Square() * 3;
            state.CopyFrom(isFirst ? b : a);
            return b;
        });
        Tensor x = Tensor.Ones([20_000]);
        step.Run(x);
        isFirst = false;
        Assert.ThrowsExactly<CaptureException>(() => step.Run(x));
        Assert.AreEqual(27.0, state.AMin().Item());
        Assert.AreEqual(27.0, state.AMax().Item());
        isFirst = true;
        for (int i = 0; i < 3; i++) Assert.AreEqual(27.0 * 20_000, step.Run(x).Sum().Item());
    }

    [TestMethod]
    public void Run_ReadsANumber_Refused() => Refuses(
        "Item: float64[] is read on the host inside a captured step, which a replay would not do; return the tensor from the step and read it after Run, or compute with tensors",
        x => x * x.Sum().Item());

    [TestMethod]
    public void Run_ReadsASpan_Refused() => Refuses(
        "AsReadOnlySpan: float64[3] is read on the host inside a captured step, which a replay would not do; return the tensor from the step and read it after Run, or compute with tensors",
        x => x * x.Exp().AsReadOnlySpan<double>()[0]);

    [TestMethod]
    public void Run_WritesThroughASpan_Refused()
    {
        Tensor state = Tensor.From([0.0]);
        Refuses(
            "AsSpan: float64[1] is read on the host inside a captured step, which a replay would not do; return the tensor from the step and read it after Run, or compute with tensors",
            x =>
            {
                state.AsSpan<double>()[0] += 1;
                return x * state;
            });
    }

    [TestMethod]
    public void Replay_OtherCountOfAMask_Refused()
    {
        Step step = Step.Capture(x => x[x > 1.5] * 2);
        for (int i = 0; i < 3; i++) AssertIs(step.Run(s_x), [2], 4, 6);
        AssertIs(step.Run(Tensor.From([2.0, 0, 5])), [2], 4, 10);
        Throws<CaptureException>("Index: there are 1 places now, 2 when the step was recorded; a captured step has fixed shapes, leave this part out of it", () => step.Run(Tensor.From([2.0, 0, 1])));
    }

    [TestMethod]
    public void Run_SearchesOnTheHost_Refused() => Refuses("SearchSorted: it searches on the host, which a captured step does not repeat; leave it out of the step", x => x.SearchSorted(x * 0.5));

    [TestMethod]
    public void Replay_ParametersOfAnotherType_Refused()
    {
        var layer = new PyDeepTensorNet.Nn.Linear(3, 2, dtype: DType.Float64);
        Step step = Step.Capture(x => layer.Forward(x));
        for (int i = 0; i < 3; i++) step.Run(s_x);
        PyDeepTensorNet.Nn.ModuleExtensions.To(layer, DType.Float32);
        Throws<CaptureException>("Step.Run: float32[2, 3] has had its memory replaced since the step was captured, as To does with the parameters of a module; capture the step after that", () => step.Run(s_x));
    }

    [TestMethod]
    public void Run_NumberOfTheHostChanged_Refused()
    {
        double rate = 1;
        Refuses(
            "Step: MulScalar gave other values than the same operation of the run before does when it is repeated, so that it depends on a number of the host that has changed; hand that to Run as an argument",
            x => x * (rate *= 0.5));
    }

    [TestMethod]
    public void Run_ConstantOfTheHostChanged_Refused()
    {
        double rate = 1;
        Refuses(
            "Step: input 1 of Mul, float64[1], is not what it was in the run before, float64[1]; hand values that change to Run as arguments",
            x => x * Tensor.From([rate *= 0.5]));
    }

    [TestMethod]
    public void Run_OtherOperation_Refused()
    {
        int run = 0;
        Refuses(
            "Step: operation 0 is Tanh -> float64[3] in this run, and was Exp -> float64[3] in the one before; a captured step does the same each time: capture a step for each case, or choose with Tensor.Where",
            x => run++ == 0 ? x.Exp() : x.Tanh());
    }

    [TestMethod]
    public void Run_FewerOperations_Refused()
    {
        int run = 0;
        Refuses(
            "Step: this run has 1 operations, the one before had 2, and went on with Tanh; a captured step does the same each time: capture a step for each case",
            x => run++ == 0 ? x.Exp().Tanh() : x.Exp());
    }

    [TestMethod]
    public void Run_MoreOperations_Refused()
    {
        int run = 0;
        Refuses(
            "Step: this run goes on with Tanh where the one before had ended after 1 operations; a captured step does the same each time: capture a step for each case",
            x => run++ == 0 ? x.Exp() : x.Exp().Tanh());
    }

    [TestMethod]
    public void Run_StateInAVariable_Refused()
    {
        Tensor state = Tensor.Zeros([3], DType.Float64);
        Refuses(
            "Step: input 0 of Add, float64[3], was made in an earlier run, and a replay could not hand it on in a variable; keep state in a tensor made before the capture, and write to it with CopyFrom",
            x => state = state + x);
    }

    [TestMethod]
    public void Run_OtherTensorCaptured_Refused()
    {
        int run = 0;
        Tensor[] data = [Tensor.From([1.0, 2, 3]), Tensor.From([4.0, 5, 6])];
        Refuses(
            "Step: input 1 of Add, float64[3], is not what it was in the run before, float64[3]; hand values that change to Run as arguments",
            x => x + data[run++]);
    }

    [TestMethod]
    public void Run_WritesToItsArgument_Refused() => Refuses(
        "CopyFrom: a captured step writes to its argument float64[3], which belongs to the caller; write to a Clone(), or let the step capture what it is to change as a variable",
        x =>
        {
            x.CopyFrom(x + 1);
            return x;
        });

    [TestMethod]
    public void Run_ResultOfTheHost_Refused() => Refuses("Step: the result float64[1] was computed on the host; return what operations made", _ => Tensor.From([1.0]));

    [TestMethod]
    public void Run_NoResult_Refused()
    {
        Step step = Step.Capture(_ => []);
        Throws<CaptureException>("Step: the function returns no tensor; return what is to be read after Run, such as the loss", () => step.Run());
    }

    [TestMethod]
    public void Run_WrongNumberOfArguments_Refused()
    {
        Step step = Step.Capture((x, y) => x + y);
        Throws<ArgumentException>("Step.Run: 1 arguments for a function of 2; pass one tensor for each of its parameters", () => step.Run(s_x));
    }

    [TestMethod]
    public void Run_InsideARecording_Refused()
    {
        Step inner = Step.Capture(x => x.Exp());
        Refuses("Step.Run: a captured step is run inside another one that is being recorded; call the function itself there", x => inner.Run(x));
    }

    [TestMethod]
    public void Run_InsideItself_Refused()
    {
        Step? step = null;
        step = Step.Capture(x => step!.Run(x));
        Throws<InvalidOperationException>("Step.Run: the step is running already; capture a step for each thread, each has memory of its own", () => step.Run(s_x));
    }

    /// <summary>A class that does not exist is found by a replay too, and the step goes on afterwards.</summary>
    [TestMethod]
    public void Replay_BadClass_ThrowsAsTheFunctionDoes()
    {
        Step step = Step.Capture((x, y) => x.CrossEntropy(y));
        Tensor x = Tensor.From([0.5, 1, 2, 3], [2, 2]);
        for (int i = 0; i < 3; i++) step.Run(x, Tensor.From([0L, 1]));
        string message = Assert.ThrowsExactly<TensorIndexException>(() => x.CrossEntropy(Tensor.From([0L, 2]))).Message;
        Throws<TensorIndexException>(message, () => step.Run(x, Tensor.From([0L, 2])));
        Assert.AreEqual(x.CrossEntropy(Tensor.From([1L, 1])).Item(), step.Run(x, Tensor.From([1L, 1])).Item());
    }

    [TestMethod]
    public void Validate_NumberChangedLater_Refused()
    {
        double rate = 1;
        Step step = Step.Capture(x => x * rate + 1);
        for (int i = 0; i < 3; i++) step.Run(s_x);
        step.Validate();
        AssertIs(step.Run(s_x), [3], 2, 3, 4);
        rate = 2;
        step.Validate();
        Assert.StartsWith("Step: MulScalar", Assert.ThrowsExactly<CaptureException>(() => step.Run(s_x)).Message);
    }

    [TestMethod]
    public void Replay_GradThatWouldBeAddedTo_Refused()
    {
        Tensor w = Tensor.From([1.0]);
        w.RequiresGrad = true;
        Step step = Step.Capture(() =>
        {
            using var tape = new Tape();
            Tensor loss = w.Square().Sum();
            loss.Backward();
            return loss;
        });
        for (int i = 0; i < 3; i++)
        {
            w.ZeroGrad();
            step.Run();
        }
        Assert.AreEqual(2, w.Grad!.Item());
        Throws<CaptureException>("Step.Run: float64[1] has a Grad, to which the step would add, and had none when it was recorded; call ZeroGrad before each run, or in the step", () => step.Run());
    }

    private static void Refuses(string message, Func<Tensor, Tensor> function)
    {
        Step step = Step.Capture(function);
        string actual = Assert.ThrowsExactly<CaptureException>(() =>
        {
            step.Run(s_x);
            step.Run(s_x);
        }).Message;
        Assert.AreEqual(message, Sites().Replace(actual, ""));
    }

    [GeneratedRegex(@" \((?>[^()]|\((?<depth>)|\)(?<-depth>))*(?(depth)(?!)), StepErrorTests\.cs:\d+\)|  ?\((in [^)]*|StepErrorTests\.cs:\d+)\)")]
    private static partial Regex Sites();
}
