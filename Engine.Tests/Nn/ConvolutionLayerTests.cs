using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

[TestClass]
public sealed class ConvolutionLayerTests
{
    [TestMethod]
    public void Conv2d_Forward_IsTheOperationWithItsParameters()
    {
        var layer = new Conv2d(4, 6, (3, 2), 2, Padding.Valid, groups: 2, generator: new Generator(1));
        Tensor x = Tensor.Normal([2, 4, 7, 6], generator: new Generator(2));
        Assert.AreEqual(new Shape(6, 2, 3, 2), layer.Weight.Shape);
        CollectionAssert.AreEqual(x.Conv2d(layer.Weight, layer.Bias, 2, groups: 2).ToArray<float>(), layer.Forward(x).ToArray<float>());
        CollectionAssert.AreEqual(new[] { "weight", "bias" }, layer.NamedParameters().Select(pair => pair.Key).ToArray());
        Assert.AreEqual("Conv2d(weight=[6, 2, 3, 2], stride=2, dilation=default, groups=2, bias=True, padding=0)", layer.ToString());
    }

    [TestMethod]
    public void Convolutions_PaddingMode_IsPassedOn()
    {
        var generator = new Generator(1);
        Tensor line = Tensor.Normal([2, 3, 8], generator: generator), plane = Tensor.Normal([2, 3, 6, 5], generator: generator), cube = Tensor.Normal([2, 3, 4, 5, 6], generator: generator);
        var one = new Conv1d(3, 4, 3, padding: 2, paddingMode: PadMode.Reflect);
        var two = new Conv2d(3, 4, 3, padding: Padding.Same, paddingMode: PadMode.Circular);
        var three = new Conv3d(3, 4, 3, padding: (1, 2, 3), paddingMode: PadMode.Replicate);
        CollectionAssert.AreEqual(line.Conv1d(one.Weight, one.Bias, padding: 2, paddingMode: PadMode.Reflect).ToArray<float>(), one.Forward(line).ToArray<float>());
        CollectionAssert.AreEqual(plane.Conv2d(two.Weight, two.Bias, padding: 1, paddingMode: PadMode.Circular).ToArray<float>(), two.Forward(plane).ToArray<float>());
        CollectionAssert.AreEqual(cube.Conv3d(three.Weight, three.Bias, padding: (1, 2, 3), paddingMode: PadMode.Replicate).ToArray<float>(), three.Forward(cube).ToArray<float>());
        Assert.AreEqual("Conv2d(weight=[4, 3, 3, 3], stride=default, dilation=default, groups=1, bias=True, padding_mode=Circular, padding=same)", two.ToString());
    }

    [TestMethod]
    public void Convolutions_Start_WithinTheirBound()
    {
        var layer = new Conv1d(3, 50, 4, generator: new Generator(1));
        double largest = layer.Weight.Abs().AMax().Item();
        Assert.IsTrue(largest <= 1 / Math.Sqrt(12) && largest > 0.95 / Math.Sqrt(12), $"{largest}");
        Assert.AreEqual(new Shape(4, 2, 3, 3, 3), new ConvTranspose3d(4, 4, 3, groups: 2).Weight.Shape);
    }

    [TestMethod]
    public void ConvTranspose2d_AfterConv2d_RestoresTheSize()
    {
        Tensor x = Tensor.Zeros([1, 2, 9, 8]);
        Tensor y = new Conv2d(2, 4, 3, 2, 1).Forward(x);
        Assert.AreEqual(x.Shape, new ConvTranspose2d(4, 2, 3, 2, 1, (0, 1)).Forward(y).Shape);
    }

    [TestMethod]
    public void Pools_Forward_AreTheOperations()
    {
        Tensor x = Tensor.Normal([2, 3, 8, 6], generator: new Generator(3));
        CollectionAssert.AreEqual(x.MaxPool2d(2).ToArray<float>(), new MaxPool2d(2).Forward(x).ToArray<float>());
        CollectionAssert.AreEqual(x.AvgPool2d(3, 2, 1).ToArray<float>(), new AvgPool2d(3, 2, 1).Forward(x).ToArray<float>());
        CollectionAssert.AreEqual(x.AdaptiveAvgPool2d((2, -1)).ToArray<float>(), new AdaptiveAvgPool2d((2, -1)).Forward(x).ToArray<float>());
        Assert.AreEqual("MaxPool2d(kernel_size=2, stride=default, padding=default, dilation=default, ceil_mode=False)", new MaxPool2d(2).ToString());
    }

    [TestMethod]
    public void Convolutions_BadArguments_SayWhatToDo()
    {
        Assert.AreEqual("Conv2d: 3 groups of 4 input and 6 output channels: groups must be positive and divide both", Assert.ThrowsExactly<ShapeException>(() => new Conv2d(4, 6, 3, groups: 3)).Message);
        Assert.AreEqual("Conv1d: kernel size 0: 0 is too small; kernel size is 1 or more", Assert.ThrowsExactly<ShapeException>(() => new Conv1d(4, 6, 0)).Message);
        Assert.AreEqual("Conv1d: the kernel has no size; give one number, or one for each spatial axis", Assert.ThrowsExactly<ShapeException>(() => new Conv1d(4, 6, default)).Message);
        Assert.AreEqual("ConvTranspose1d: padding mode Reflect: the padding of a transposed convolution is what its result is cut by, so that there is nothing to fill in; leave the mode Constant, and for other borders Pad the input by n in mode Reflect first and give ConvTranspose1d n times the stride more padding", Assert.ThrowsExactly<ShapeException>(() => new ConvTranspose1d(4, 6, 3, paddingMode: PadMode.Reflect)).Message);
    }
}
