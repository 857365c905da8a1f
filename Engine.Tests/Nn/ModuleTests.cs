using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

[TestClass]
public sealed class ModuleTests
{
    /// <summary>What the names, the state and the printing of a module can show: every kind of member, two levels deep.</summary>
    private sealed class Net : Module
    {
        private readonly Tensor _gain;

        public Net()
        {
            RegisterParameter(_gain = Tensor.Ones(1));
            RegisterBuffer("count", Tensor.Zeros([], DType.Int64));
            RegisterBuffer("mean", Tensor.Zeros(2));
            Register(Layers = [new Linear(2, 3), new Linear(3, 2, bias: false)]);
            Register("blocks", Blocks);
        }

        public ModuleList Layers { get; }

        public ModuleDict Blocks { get; } = new() { { "a", new Linear(2, 1) } };

        public override Tensor Forward(Tensor x)
        {
            foreach (Module layer in Layers) x = layer.Forward(x);
            return Blocks["a"].Forward(x * _gain);
        }
    }

    /// <summary>Registers what a test tells it to.</summary>
    private sealed class Shell : Module
    {
        private Identity? _inner;

        public Shell(Action<Shell>? build = null) => build?.Invoke(this);

        public Identity? Inner => _inner;

        public void Add(string name, ModuleBase module) => Register(name, module);

        public void Add(string name, Tensor parameter) => RegisterParameter(name, parameter);

        public void AddBuffer(string name, Tensor buffer) => RegisterBuffer(name, buffer);

        public void AddUnderscored() => Register(_inner = new Identity());

        public void AddWithThis() => Register(this._inner = new Identity());

        public void AddNameless() => Register(new Identity());

        public override Tensor Forward(Tensor x) => x;
    }

    private static string[] Names(IEnumerable<KeyValuePair<string, Tensor>> named) => [.. named.Select(pair => pair.Key)];

    [TestMethod]
    public void NamedParameters_OfANestedModule_AreThoseOfPyTorch() =>
        CollectionAssert.AreEqual(new[] { "gain", "layers.0.weight", "layers.0.bias", "layers.1.weight", "blocks.a.weight", "blocks.a.bias" }, Names(new Net().NamedParameters()));

    [TestMethod]
    public void StateDict_OfANestedModule_HasPyTorchsNamesInItsOrder() =>
        CollectionAssert.AreEqual(new[] { "gain", "count", "mean", "layers.0.weight", "layers.0.bias", "layers.1.weight", "blocks.a.weight", "blocks.a.bias" }, Names(new Net().StateDict()));

    [TestMethod]
    public void NamedBuffers_OfANestedModule_LeaveOutParameters()
    {
        var shell = new Shell(shell => shell.Add("net", new Net()));
        CollectionAssert.AreEqual(new[] { "net.count", "net.mean" }, Names(shell.NamedBuffers()));
    }

    [TestMethod]
    public void Parameters_CalledAgain_IsTheSameList()
    {
        var net = new Net();
        IReadOnlyList<Tensor> parameters = net.Parameters();
        Assert.AreSame(parameters, net.Parameters());
        Assert.HasCount(6, parameters);
        Assert.IsTrue(parameters.All(parameter => parameter.RequiresGrad));
    }

    [TestMethod]
    public void Parameters_AfterALateRegistrationFarInside_ListsIt()
    {
        var net = new Net();
        Assert.HasCount(6, net.Parameters());
        net.Layers.Add(new Linear(2, 2));
        Assert.HasCount(8, net.Parameters());
        Assert.AreEqual("layers.2.bias", net.NamedParameters()[5].Key);
    }

    [TestMethod]
    public void Parameters_OfASharedModule_AreListedOnce()
    {
        var shared = new Linear(2, 2);
        Sequential net = [shared, new Identity(), shared];
        CollectionAssert.AreEqual(new[] { "0.weight", "0.bias" }, Names(net.NamedParameters()));
        CollectionAssert.AreEqual(new[] { "0.weight", "0.bias", "2.weight", "2.bias" }, Names(net.StateDict()));
        Assert.HasCount(3, net.Modules());
    }

    [TestMethod]
    public void Parameters_Listed_NameTheirTensorsByTheLongestPath()
    {
        var net = new Net();
        Tensor weight = ((Linear)net.Layers[0]).Weight;
        net.Layers[0].Parameters();
        Assert.AreEqual("weight", weight.Name);
        net.Parameters();
        Assert.AreEqual("layers.0.weight", weight.Name);
        net.Layers.Parameters();
        Assert.AreEqual("layers.0.weight", weight.Name);
    }

    [TestMethod]
    public void Parameters_Listed_KeepANameThatTheUserGave()
    {
        var layer = new Linear(2, 2);
        layer.Weight.Name = "W1";
        layer.Parameters();
        Assert.AreEqual("W1", layer.Weight.Name);
    }

    [TestMethod]
    public void Register_AnAssignment_TakesItsName()
    {
        Assert.AreEqual("inner", new Shell(shell => shell.AddUnderscored()).Children[0].Key);
        Assert.AreEqual("inner", new Shell(shell => shell.AddWithThis()).Children[0].Key);
        var shell = new Shell(shell => shell.AddUnderscored());
        Assert.AreSame(shell.Inner, shell.Children[0].Value);
    }

    [TestMethod]
    public void Register_WithoutAName_SaysHowToGiveOne()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Shell(shell => shell.AddNameless()));
        Assert.AreEqual("Register: `new Identity()` gives no name; write Register(_hidden = ...), or Register(\"hidden\", ...)", error.Message);
    }

    [TestMethod]
    public void Register_ATakenName_Throws()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Shell(shell =>
        {
            shell.Add("a", Tensor.Ones(1));
            shell.Add("a", new Identity());
        }));
        Assert.AreEqual("Register: Shell already has a 'a'; give each member a name of its own", error.Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a.b")]
    public void Register_ANameThatWouldBreakPaths_Throws(string name)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Shell(shell => shell.Add(name, new Identity())));
        Assert.AreEqual($"Register: the name '{name}' is empty or holds a dot, which separates levels", error.Message);
    }

    [TestMethod]
    public void Register_AModuleInItself_Throws()
    {
        var outer = new Shell();
        Sequential between = [outer];
        var error = Assert.ThrowsExactly<ArgumentException>(() => outer.Add("inner", between));
        Assert.AreEqual("Register: Sequential 'inner' contains the Shell it is registered in; modules form a tree", error.Message);
    }

    [TestMethod]
    public void RegisterParameter_AStridedView_Throws()
    {
        var error = Assert.ThrowsExactly<ShapeException>(() => new Shell(shell => shell.Add("w", Tensor.Ones(2, 3).T)));
        Assert.AreEqual("RegisterParameter: 'w', float32[3, 2], is a strided view; register its Contiguous() copy, or take the view in Forward", error.Message);
    }

    [TestMethod]
    public void RegisterParameter_Integers_Throws() =>
        Assert.ThrowsExactly<DTypeException>(() => new Shell(shell => shell.Add("w", Tensor.Zeros([2], DType.Int64))));

    [TestMethod]
    public void StateDict_IsACopy_ThatTrainingDoesNotChange()
    {
        var layer = new Linear(1, 1);
        var state = layer.StateDict();
        float before = state["weight"].Item<float>();
        layer.Weight.Fill_(before + 1);
        Assert.AreEqual(before, state["weight"].Item<float>());
        layer.LoadStateDict(state);
        Assert.AreEqual(before, layer.Weight.Item<float>());
    }

    [TestMethod]
    public void LoadStateDict_OfAnotherInstance_GivesTheSameFunction()
    {
        Net a = new(), b = new();
        Tensor x = Tensor.Randn(4, 2);
        LoadResult result = b.LoadStateDict(a.StateDict());
        CollectionAssert.AreEqual(a.Forward(x).ToArray<float>(), b.Forward(x).ToArray<float>());
        Assert.IsEmpty(result.Missing);
        Assert.IsEmpty(result.Unexpected);
    }

    [TestMethod]
    public void LoadStateDict_ThatDoesNotFit_ListsEverythingAndWritesNothing()
    {
        var layer = new Linear(2, 2);
        float[] before = layer.Weight.ToArray<float>();
        var state = new Dictionary<string, Tensor> { ["weight"] = Tensor.Zeros(2, 2), ["bias"] = Tensor.Zeros(3), ["gain"] = Tensor.Zeros(1) };
        var error = Assert.ThrowsExactly<ArgumentException>(() => layer.LoadStateDict(state));
        Assert.AreEqual("LoadStateDict: Linear: not in the module: 'gain'; 'bias' has shape [3] in the state, [2] in the module; pass strict: false to load what the two have in common", error.Message);
        CollectionAssert.AreEqual(before, layer.Weight.ToArray<float>());
    }

    [TestMethod]
    public void LoadStateDict_OfAnotherDType_SaysHowToCast()
    {
        var state = new Linear(1, 1, dtype: DType.Float64).StateDict();
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Linear(1, 1).LoadStateDict(state, strict: false));
        Assert.AreEqual("LoadStateDict: Linear: 'weight' is float64 in the state, float32 in the module (cast the module with To(DType.Float64), or the value); 'bias' is float64 in the state, float32 in the module (cast the module with To(DType.Float64), or the value)", error.Message);
    }

    [TestMethod]
    public void LoadStateDict_NotStrict_LoadsWhatFitsAndReportsTheRest()
    {
        var layer = new Linear(1, 1);
        LoadResult result = layer.LoadStateDict(new Dictionary<string, Tensor> { ["weight"] = Tensor.Full([1, 1], 7), ["gain"] = Tensor.Ones(1) }, strict: false);
        Assert.AreEqual(7f, layer.Weight.Item<float>());
        CollectionAssert.AreEqual(new[] { "bias" }, result.Missing.ToArray());
        CollectionAssert.AreEqual(new[] { "gain" }, result.Unexpected.ToArray());
    }

    [TestMethod]
    public void Eval_AndTrain_ReachAllModulesAndReturnTheirOwnType()
    {
        Sequential net = [new Dropout(), new Sequential(new Dropout())];
        Assert.IsTrue(net.Modules().All(module => module.IsTraining));
        Sequential same = net.Eval();
        Assert.AreSame(net, same);
        Assert.IsFalse(net.Modules().Any(module => module.IsTraining));
        Assert.IsTrue(net.Train().Modules().All(module => module.IsTraining));
    }

    [TestMethod]
    public void To_Float64_CastsTheSameTensors()
    {
        var net = new Net();
        IReadOnlyList<Tensor> parameters = net.Parameters();
        float[] before = parameters[1].ToArray<float>();
        parameters[1].Grad = Tensor.Ones(3, 2);
        Assert.AreSame(net, net.To(DType.Float64));
        Assert.AreSame(parameters, net.Parameters());
        CollectionAssert.AreEqual(before.Select(value => (double)value).ToArray(), parameters[1].ToArray<double>());
        Assert.AreEqual(DType.Float64, parameters[1].Grad!.DType);
        Assert.IsTrue(parameters[1].RequiresGrad);
        var buffers = net.NamedBuffers();
        Assert.AreEqual(DType.Int64, buffers[0].Value.DType);
        Assert.AreEqual(DType.Float64, buffers[1].Value.DType);
        Assert.AreEqual(DType.Float64, net.Forward(Tensor.Ones([1, 2], DType.Float64)).DType);
    }

    [TestMethod]
    public void To_AnInteger_Throws()
    {
        var error = Assert.ThrowsExactly<DTypeException>(() => new Linear(1, 1).To(DType.Int64));
        Assert.AreEqual("To: parameters are float32 or float64, not int64", error.Message);
    }

    [TestMethod]
    public void To_WhileTheTapeHoldsAParameter_Throws()
    {
        var layer = new Linear(1, 1);
        using var tape = new Tape();
        layer.Forward(Tensor.Ones(1, 1));
        var error = Assert.ThrowsExactly<TapeException>(() => layer.To(DType.Float64));
        Assert.AreEqual("To: float32[1, 1] is on the open tape, whose entries describe it as it is; call To before the tape is opened or after it is disposed", error.Message);
    }

    [TestMethod]
    public void ZeroGrad_ForgetsTheGradientsOfAll()
    {
        var net = new Net();
        using (var tape = new Tape()) net.Forward(Tensor.Ones(1, 2)).Sum().Backward();
        Assert.IsTrue(net.Parameters().All(parameter => parameter.Grad is not null));
        net.ZeroGrad();
        Assert.IsTrue(net.Parameters().All(parameter => parameter.Grad is null));
    }

    [TestMethod]
    public void ToString_OfANestedModule_IsPyTorchsPrint()
    {
        string expected = """
            Net(
              (layers): ModuleList(
                (0): Linear(in_features=2, out_features=3, bias=True)
                (1): Linear(in_features=3, out_features=2, bias=False)
              )
              (blocks): ModuleDict(
                (a): Linear(in_features=2, out_features=1, bias=True)
              )
            )
            """;
        Assert.AreEqual(expected.ReplaceLineEndings("\n"), new Net().ToString());
    }
}
