using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

[TestClass]
public sealed class ModuleGradCheckTests
{
    private static readonly Generator s_generator = new(1);

    private static Sequential Net(DType dtype) => [new Linear(4, 5, dtype: dtype, generator: s_generator), new Sigmoid(), new Linear(5, 3, dtype: dtype, generator: s_generator)];

    /// <summary>The lab's second question in a line: both weights and both biases.</summary>
    [TestMethod]
    public void Module_InEitherPrecision_IsCheckedInALine()
    {
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            Tensor x = Tensor.Randn([2, 4], dtype), y = Tensor.Rand([2, 3], dtype);
            Sequential model = Net(dtype);
            GradCheckReport value = model.GradCheck(x), loss = model.GradCheck((input, target) => (model.Forward(input) - target).Square().Sum(), x, y);
            value.ThrowIfFailed();
            loss.ThrowIfFailed();
            model.GradGradCheck(x).ThrowIfFailed();
            model.GradCheck(inputs => model.Forward(inputs[0]) * inputs[1], [x, y]).ThrowIfFailed();
            CollectionAssert.AreEqual(new[] { "0.weight", "0.bias", "2.weight", "2.bias", "input 4" }, loss.Tensors.Select(tensor => tensor.Name).ToArray());
            Assert.AreEqual(dtype == DType.Float32, loss.SinglePrecisionDifference is > 1e-9 and < 1e-5);
        }
    }

    [TestMethod]
    public void Module_AfterTheCheck_IsBitForBitWhatItWas()
    {
        Sequential model = Net(DType.Float32);
        Tensor x = Tensor.Randn([2, 4]);
        Storage[] memory = [.. model.Parameters().Select(parameter => parameter.Storage)];
        float[] values = [.. model.Parameters().SelectMany(parameter => parameter.ToArray<float>())];
        model.GradCheck(x).ThrowIfFailed();
        Assert.ThrowsExactly<ShapeException>(() => model.GradCheck(Tensor.Randn([2, 7])));
        int calls = 0;
        Assert.ThrowsExactly<InvalidOperationException>(() => model.GradCheck(inputs => ++calls == 5 ? throw new InvalidOperationException() : model.Forward(inputs[0]), [x]));
        CollectionAssert.AreEqual(memory, model.Parameters().Select(parameter => parameter.Storage).ToArray());
        CollectionAssert.AreEqual(values, model.Parameters().SelectMany(parameter => parameter.ToArray<float>()).ToArray());
        using var tape = new Tape();
        Assert.HasCount(4, tape.Gradient(model.Forward(x).Square().Sum(), model.Parameters()));
    }

    [TestMethod]
    public void WrongModule_Fails_AndNamesTheParameter()
    {
        var model = new Forgetful();
        GradCheckReport report = model.GradCheck(Tensor.Randn([2, 4]));
        Assert.IsFalse(report.Passed);
        CollectionAssert.AreEqual(new[] { "inner.bias" }, report.Tensors.Where(tensor => tensor.Verdict == Verdict.Fail).Select(tensor => tensor.Name).ToArray());
    }

    [TestMethod]
    public void ModuleOnAnOpenTape_IsRefused()
    {
        Sequential model = Net(DType.Float32);
        Tensor x = Tensor.Randn([2, 4]);
        using var tape = new Tape();
        _ = model.Forward(x);
        StringAssert.StartsWith(Assert.ThrowsExactly<TapeException>(() => model.GradCheck(x)).Message, "GradCheck: 0.weight float32[5, 4] is on the open tape");
    }

    private sealed class Forgetful : Module
    {
        private readonly Linear _inner;

        public Forgetful() => Register(_inner = new Linear(4, 3, generator: s_generator));

        public override Tensor Forward(Tensor x) => x.Linear(_inner.Weight) + _inner.Bias!.Detach();
    }
}
