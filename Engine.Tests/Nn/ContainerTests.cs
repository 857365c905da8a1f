using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

[TestClass]
public sealed class ContainerTests
{
    [TestMethod]
    public void Sequential_Forward_IsTheComposition()
    {
        Linear first = new(3, 4), second = new(4, 2);
        Sequential net = [first, new Sigmoid(), second];
        Tensor x = Tensor.Randn(5, 3);
        CollectionAssert.AreEqual(second.Forward(first.Forward(x).Sigmoid()).ToArray<float>(), net.Forward(x).ToArray<float>());
    }

    [TestMethod]
    public void Sequential_OfNothing_IsTheIdentity()
    {
        Tensor x = Tensor.Ones(2);
        Assert.AreSame(x, new Sequential().Forward(x));
        Assert.AreEqual("Sequential()", new Sequential().ToString());
    }

    [TestMethod]
    public void Sequential_IsAListOfItsModules()
    {
        Identity a = new(), b = new();
        var net = new Sequential(a, b);
        Assert.HasCount(2, net);
        Assert.AreSame(a, net[0]);
        Assert.AreSame(b, net[^1]);
        CollectionAssert.AreEqual(new Module[] { a, b }, net.ToArray());
        net.Add(a);
        Assert.AreSame(a, net[2]);
    }

    [TestMethod]
    public void ModuleList_IsAListOfItsModules()
    {
        Identity a = new(), b = new();
        ModuleList list = [a, b];
        CollectionAssert.AreEqual(new Module[] { a, b }, list.ToArray());
        Assert.AreSame(b, list[^1]);
    }

    [TestMethod]
    public void ModuleDict_FindsByName()
    {
        Identity a = new(), b = new();
        var modules = new ModuleDict { { "a", a }, { "b", b } };
        Assert.AreSame(b, modules["b"]);
        Assert.IsTrue(modules.ContainsKey("a"));
        Assert.IsFalse(modules.ContainsKey("c"));
        CollectionAssert.AreEqual(new[] { "a", "b" }, modules.Select(pair => pair.Key).ToArray());
        var error = Assert.ThrowsExactly<KeyNotFoundException>(() => modules["c"]);
        Assert.AreEqual("ModuleDict: no module 'c'; it has 'a', 'b'", error.Message);
    }
}
