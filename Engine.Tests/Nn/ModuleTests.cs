using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

[TestClass]
public sealed class ModuleTests
{
    private sealed class Net : Module
    {
        private readonly ModuleList _layers;
        private readonly Tensor _gain;

        public Net()
        {
            RegisterParameter(_gain = Tensor.Ones(1));
            Register(_layers = [new Linear(2, 3), new Linear(3, 2, bias: false)]);
            Register("Heads", new ModuleDict { { "a", new Linear(2, 1) } });
            RegisterBuffer("count", Tensor.Zeros([], DType.Int64));
        }

        public ModuleList Layers => _layers;

        public override Tensor Forward(Tensor x)
        {
            foreach (Module layer in _layers) x = layer.Forward(x);
            return x * _gain;
        }
    }

    [TestMethod]
    public void NamedParameters_OfANestedModule_AreNamedAsInPyTorch()
    {
        string[] expected = ["gain", "layers.0.weight", "layers.0.bias", "layers.1.weight", "Heads.a.weight", "Heads.a.bias"];
        CollectionAssert.AreEqual(expected, new Net().NamedParameters().Select(pair => pair.Key).ToArray());
    }
}
