using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Tests.Optim;

[TestClass]
public sealed class OptimizerTests
{
    private static readonly Dictionary<string, Func<IReadOnlyList<Tensor>, Optimizer>> s_all = new()
    {
        ["SGD"] = parameters => new SGD(parameters, 0.1),
        ["SGD with momentum"] = parameters => new SGD(parameters, 0.1, momentum: 0.9, dampening: 0.3, weightDecay: 0.1),
        ["SGD of Nesterov"] = parameters => new SGD(parameters, 0.1, momentum: 0.9, nesterov: true),
        ["Adam"] = parameters => new Adam(parameters, 0.1, weightDecay: 0.1),
        ["Adam with amsgrad"] = parameters => new Adam(parameters, 0.1, amsgrad: true, maximize: true),
        ["AdamW"] = parameters => new AdamW(parameters, 0.1),
        ["RMSprop"] = parameters => new RMSprop(parameters),
        ["RMSprop, all of it"] = parameters => new RMSprop(parameters, 0.1, weightDecay: 0.1, momentum: 0.9, centered: true),
        ["Adagrad"] = parameters => new Adagrad(parameters, 0.1, 0.1, 0.1, 0.2),
    };

    public static IEnumerable<object[]> Names => s_all.Keys.Select(name => new object[] { name });

    public static IEnumerable<object[]> NamesAndDTypes => s_all.Keys.SelectMany(name => new[] { new object[] { name, DType.Float32 }, [name, DType.Float64] });

    private static Tensor Vector(params double[] values) => values;

    /// <summary>The gradients of the sum of all a_i w_i, which are a_i.</summary>
    private static Gradients Of(params (Tensor Parameter, Tensor Gradient)[] pairs)
    {
        using var tape = new Tape();
        Tensor loss = pairs.Select(pair => (pair.Parameter * pair.Gradient).Sum()).Aggregate((a, b) => a + b);
        return tape.Gradient(loss, [.. pairs.Select(pair => pair.Parameter)]);
    }

    private static double[] Values(Tensor tensor) => tensor.To(DType.Float64).ToArray<double>();

    [TestMethod]
    public void Step_OfSGD_GoesAgainstTheGradient()
    {
        Tensor w = Vector(1, 2);
        new SGD([w], 0.5).Step(Of((w, Vector(1, -2))));
        CollectionAssert.AreEqual(new[] { 0.5, 3.0 }, w.ToArray<double>());
    }

    [TestMethod]
    [DynamicData(nameof(NamesAndDTypes))]
    public void Step_OfAnyLength_TreatsEachElementAlike(string name, DType dtype)
    {
        // The same numbers as one tensor of every length and as tensors of one element: full vectors and the padded rest must agree to the bit.
        for (int n = 0; n <= 70; n++)
        {
            var random = new Generator((ulong)n);
            Tensor whole = Tensor.Randn([n], dtype, random), gradient = Tensor.Randn([n], dtype, random);
            Tensor[] parts = [.. Enumerable.Range(0, n).Select(i => whole.Narrow(0, i, 1).Clone())];
            whole.Grad = gradient;
            for (int i = 0; i < n; i++) parts[i].Grad = gradient.Narrow(0, i, 1);
            Optimizer one = s_all[name]([whole]);
            for (int step = 0; step < 3; step++) one.Step();
            if (n == 0) continue;
            Optimizer many = s_all[name](parts);
            for (int step = 0; step < 3; step++) many.Step();
            CollectionAssert.AreEqual(Values(whole), parts.SelectMany(Values).ToArray(), $"length {n}");
        }
    }

    /// <summary>The elements are shared out in pieces, the last of them a short one.</summary>
    [TestMethod]
    [DynamicData(nameof(NamesAndDTypes))]
    public void Step_OfManyElements_GivesTheSameOnAnyThreads(string name, DType dtype) => Expect.SameOnAnyThreads(() =>
    {
        const int Length = 100_003;
        var random = new Generator(1);
        Tensor w = Tensor.Randn([Length], dtype, random), last = w.Narrow(0, Length - 7, 7).Clone();
        w.Grad = Tensor.Randn([Length], dtype, random);
        last.Grad = w.Grad.Narrow(0, Length - 7, 7).Clone();
        Optimizer whole = s_all[name]([w]), part = s_all[name]([last]);
        for (int step = 0; step < 3; step++)
        {
            whole.Step();
            part.Step();
        }
        CollectionAssert.AreEqual(Values(last), Values(w.Narrow(0, Length - 7, 7)));
        return Values(w);
    });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Step_OfGradientsAndOfGrad_AreTheSame(string name)
    {
        Tensor a = Vector(1, 2, 3), b = Vector(1, 2, 3), gradient = Vector(0.5, -1, 2);
        Optimizer first = s_all[name]([a]), second = s_all[name]([b]);
        for (int step = 0; step < 3; step++)
        {
            first.Step(Of((a, gradient)));
            b.Grad = gradient;
            second.Step();
        }
        CollectionAssert.AreEqual(a.ToArray<double>(), b.ToArray<double>());
        CollectionAssert.AreNotEqual(new[] { 1.0, 2, 3 }, a.ToArray<double>());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Step_AfterTheFirst_AllocatesNothing(string name)
    {
        Tensor w = Tensor.Ones(3, 4), b = Tensor.Ones(3);
        Optimizer optimizer = s_all[name]([w, b]);
        Gradients gradients = Of((w, Tensor.Ones(3, 4)), (b, Tensor.Ones(3)));
        for (int i = 0; i < 3; i++) optimizer.Step(gradients);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) optimizer.Step(gradients);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void LoadStateDict_InANewOptimizer_GoesOnToTheBit(string name)
    {
        Tensor a = Vector(1, 2, 3), unused = Vector(5);
        Optimizer first = s_all[name]([a, unused]);
        Step(first, a, 0.3);
        Step(first, a, -0.2);
        first.LearningRate = 0.07;
        Tensor b = a.Clone();
        Optimizer second = s_all[name]([b, unused]);
        var state = first.StateDict();
        second.LoadStateDict(state);
        Assert.IsFalse(state.Keys.Any(key => key.StartsWith("1.", StringComparison.Ordinal)));
        Step(first, a, 0.7);
        Step(second, b, 0.7);
        CollectionAssert.AreEqual(a.ToArray<double>(), b.ToArray<double>());

        static void Step(Optimizer optimizer, Tensor w, double scale)
        {
            w.Grad = Vector(1, -2, 3) * scale;
            optimizer.Step();
        }
    }

    [TestMethod]
    public void StateDict_OfAdam_HasPyTorchsNames()
    {
        Tensor w = Vector(1, 2);
        var groups = new ParameterGroup[] { new([w]) { LearningRate = 0.5 } };
        var optimizer = new Adam(groups, amsgrad: true);
        optimizer.Step(Of((w, Vector(1, 1))));
        var state = optimizer.StateDict();
        CollectionAssert.AreEqual(new[] { "learning_rate", "groups.0.learning_rate", "0.step", "0.exp_avg", "0.exp_avg_sq", "0.max_exp_avg_sq" }, state.Keys.ToArray());
        Assert.AreEqual(0.5, state["groups.0.learning_rate"].Item());
        Assert.AreEqual(1, state["0.step"].Item());
    }

    [TestMethod]
    public void LoadStateDict_ThatDoesNotFit_ThrowsAndChangesNothing()
    {
        Tensor w = Vector(1, 2);
        var optimizer = new SGD([w], 0.1, momentum: 0.9);
        var state = new Dictionary<string, Tensor> { ["learning_rate"] = 7.0, ["0.momentum_buffer"] = Vector(1, 2, 3) };
        Assert.AreEqual("LoadStateDict: '0.momentum_buffer' is float64[3]; its parameter is float64[2]", Assert.ThrowsExactly<ArgumentException>(() => optimizer.LoadStateDict(state)).Message);
        Assert.AreEqual(0.1, optimizer.LearningRate);
        state = new() { ["1.step"] = 1 };
        Assert.AreEqual("LoadStateDict: '1.step' is not part of this SGD: its parameters are numbered 0 to 0, their buffers are momentum_buffer", Assert.ThrowsExactly<ArgumentException>(() => optimizer.LoadStateDict(state)).Message);
    }

    [TestMethod]
    public void Step_WithoutAParametersGradient_ThrowsAndUpdatesNothing()
    {
        Tensor a = Vector(1), b = Vector(1);
        b.Name = "b";
        var optimizer = new SGD([a, b], 0.1);
        var error = Assert.ThrowsExactly<MissingGradientException>(() => optimizer.Step(Of((a, Vector(1)))));
        Assert.AreEqual("Gradients: the gradient of b float64[1] was not asked for; pass the tensor to Gradient with the other parameters", error.Message);
        Assert.AreEqual(1, a.Item());
    }

    [TestMethod]
    public void Step_WithAnUnusedParameter_LeavesItAlone()
    {
        Tensor a = Vector(1), b = Vector(1);
        using var tape = new Tape();
        Gradients gradients = tape.Gradient((a * 1.0).Sum(), [a, b], allowUnused: true);
        new SGD([a, b], 0.5, weightDecay: 1).Step(gradients);
        Assert.AreEqual(0, a.Item());
        Assert.AreEqual(1, b.Item());
    }

    [TestMethod]
    public void Step_WithSomeGrads_SkipsTheOthers()
    {
        Tensor a = Vector(1), b = Vector(1);
        a.Grad = Vector(1);
        new SGD([a, b], 0.5).Step();
        Assert.AreEqual(0.5, a.Item());
        Assert.AreEqual(1, b.Item());
    }

    [TestMethod]
    public void Step_WithoutAnyGrad_SaysWhatIsMissing()
    {
        var error = Assert.ThrowsExactly<MissingGradientException>(() => new SGD([Vector(1)], 0.5).Step());
        Assert.AreEqual("Step: no parameter has a Grad; call loss.Backward() before, or pass the tape's gradients: Step(tape.Gradient(loss, parameters))", error.Message);
    }

    [TestMethod]
    public void Step_WithAGradOfAnotherShapeOrDType_Throws()
    {
        Tensor w = Vector(1, 2);
        var optimizer = new SGD([w], 0.5);
        w.Grad = Vector(1);
        Assert.AreEqual("Step: the gradient of float64[2] has shape [1]; it must have the parameter's", Assert.ThrowsExactly<ShapeException>(optimizer.Step).Message);
        w.Grad = Tensor.Ones(2);
        Assert.AreEqual("Step: the gradient of float64[2] is float32; cast it with To(DType.Float64)", Assert.ThrowsExactly<DTypeException>(optimizer.Step).Message);
    }

    [TestMethod]
    public void Step_AfterACastOfTheModule_SaysToMakeANewOptimizer()
    {
        var layer = new Linear(1, 1, bias: false);
        var optimizer = new Adam(layer.Parameters());
        layer.Weight.Grad = Tensor.Ones(1, 1);
        optimizer.Step();
        layer.To(DType.Float64);
        Assert.AreEqual("Step: weight float64[1, 1] has a step state of float32: it was cast after the first step; make a new optimiser after To", Assert.ThrowsExactly<DTypeException>(optimizer.Step).Message);
    }

    [TestMethod]
    public void Step_WhileAValueIsSavedForTheBackwardSweep_IsNoticed()
    {
        Tensor w = Vector(3);
        w.Grad = Vector(1);
        using var tape = new Tape();
        Tensor loss = w.Square().Sum();
        new SGD([w], 0.5).Step();
        Assert.ThrowsExactly<TapeException>(() => tape.Gradient(loss, w));
    }

    [TestMethod]
    public void Groups_WithSettingsOfTheirOwn_KeepThem()
    {
        Tensor a = Vector(1), b = Vector(1);
        var own = new ParameterGroup([b]) { LearningRate = 1, WeightDecay = 0.5 };
        var optimizer = new SGD([new ParameterGroup([a]), own], 0.1);
        optimizer.LearningRate = 0.25;
        optimizer.Step(Of((a, Vector(1)), (b, Vector(1))));
        Assert.AreEqual(0.75, a.Item());
        Assert.AreEqual(-0.5, b.Item());
    }

    [TestMethod]
    public void ZeroGrad_ForgetsTheGradients()
    {
        Tensor w = Vector(1);
        w.Grad = Vector(1);
        new SGD([w], 0.1).ZeroGrad();
        Assert.IsNull(w.Grad);
    }

    [TestMethod]
    public void RMSprop_CenteredOnAConstantGradient_StaysFinite()
    {
        Tensor w = Tensor.Zeros(1);
        var optimizer = new RMSprop([w], alpha: 0.5, centered: true);
        w.Grad = Tensor.Full([1], 0.1);
        for (int i = 0; i < 200; i++) optimizer.Step();
        Assert.IsTrue(float.IsFinite(w.Item<float>()));
    }

    [TestMethod]
    public void Constructor_OfWhatCannotBeTrained_Throws()
    {
        Tensor w = Vector(1, 2);
        Assert.AreEqual("Adam: there are no parameters to train; pass model.Parameters()", Assert.ThrowsExactly<ArgumentException>(() => new Adam(Array.Empty<Tensor>())).Message);
        Assert.AreEqual("AdamW: parameter 1, float64[2], is listed twice and would be stepped twice; list it once", Assert.ThrowsExactly<ArgumentException>(() => new AdamW([w, w])).Message);
        Assert.AreEqual("SGD: parameter 0, int64[1], is not differentiable: only float32 and float64 tensors are", Assert.ThrowsExactly<DTypeException>(() => new SGD([Tensor.Zeros([1], DType.Int64)], 1)).Message);
        Assert.AreEqual("SGD: parameter 0, float32[3, 2], is a strided view; train the tensor it is a view of", Assert.ThrowsExactly<ShapeException>(() => new SGD([Tensor.Ones(2, 3).T], 1)).Message);
    }

    [TestMethod]
    public void Constructor_OfSettingsOutOfRange_Throws()
    {
        Tensor[] w = [Vector(1)];
        Assert.AreEqual("SGD: LearningRate is -0.1; it must be 0 or more (Parameter 'LearningRate')", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SGD(w, -0.1)).Message);
        Assert.AreEqual("Adam: Beta1 is 1; it must be at least 0 and less than 1 (Parameter 'Beta1')", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Adam(w, beta1: 1)).Message);
        Assert.AreEqual("SGD: nesterov needs momentum and no dampening, but momentum is 0 and dampening 0", Assert.ThrowsExactly<ArgumentException>(() => new SGD(w, 0.1, nesterov: true)).Message);
        Assert.ThrowsExactly<ArgumentException>(() => new SGD(w, 0.1, momentum: 0.9, dampening: 0.1, nesterov: true));
        Func<object>[] others =
        [
            () => new SGD(w, double.NaN), () => new SGD(w, 0.1, momentum: -1), () => new SGD(w, 0.1, weightDecay: -1), () => new AdamW(w, beta2: -0.1), () => new Adam(w, epsilon: -1),
            () => new RMSprop(w, alpha: 1), () => new RMSprop(w, momentum: -1), () => new RMSprop(w, epsilon: -1), () => new Adagrad(w, learningRateDecay: -1), () => new Adagrad(w, initialAccumulator: -1),
            () => new Adagrad(w, epsilon: -1), () => new ParameterGroup(w) { LearningRate = -1 }, () => new ParameterGroup(w) { WeightDecay = double.NaN }, () => new SGD(w, 0.1) { LearningRate = -1 },
        ];
        foreach (Func<object> make in others) Assert.ThrowsExactly<ArgumentOutOfRangeException>(make);
    }
}
