using CsCheck;

namespace PyDeepTensorNet.Tests.Ops.Convolutions;

[TestClass]
public sealed class ConvolutionTests
{
    /// <summary>Shapes and settings of a convolution over two axes that fits.</summary>
    private sealed record Setting(int Batch, int Groups, int Channels, int Filters, int Height, int Width, int KernelHeight, int KernelWidth, int Stride, int Padding, int Dilation, ulong Seed)
    {
        public bool Fits => (KernelHeight - 1) * Dilation < Height + 2 * Padding && (KernelWidth - 1) * Dilation < Width + 2 * Padding;

        public Tensor Images => Tensor.Normal([Batch, Groups * Channels, Height, Width], dtype: DType.Float64, generator: new Generator(Seed));

        public Tensor Weights => Tensor.Normal([Groups * Filters, Channels, KernelHeight, KernelWidth], dtype: DType.Float64, generator: new Generator(Seed + 1));
    }

    private static readonly Gen<Setting> s_settings =
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Select(Gen.Int[1, 9], Gen.Int[1, 20]), Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4]), Gen.Select(Gen.Int[1, 3], Gen.Int[0, 3], Gen.Int[1, 3]), Gen.ULong)
            .Select((batch, groups, channels, filters, plane, kernel, window, seed) =>
                new Setting(batch, groups, channels, filters, plane.Item1, plane.Item2, kernel.Item1, kernel.Item2, window.Item1, window.Item2, window.Item3, seed))
            .Where(setting => setting.Fits);

    [TestMethod]
    public void Conv2d_RandomSettings_MatchesLoops() =>
        s_settings.Sample(
            setting =>
            {
                Tensor x = setting.Images, w = setting.Weights, bias = Tensor.Normal([setting.Groups * setting.Filters], dtype: DType.Float64, generator: new Generator(setting.Seed + 2));
                Tensor y = x.Conv2d(w, bias, setting.Stride, setting.Padding, setting.Dilation, setting.Groups);
                double[] expected = Loops(setting, x, w, bias, y.Shape);
                double[] actual = y.ToArray<double>();
                for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-12 * Math.Max(1, Math.Abs(expected[i])), $"{setting} [{i}]");
            },
            seed: "0N0XIzNsQ0O2", iter: 200, threads: 1);

    // <Conv(x, w), dy> = <x, ConvTranspose(dy, w)> = <w, dw>: what makes them transposes of each other, for any geometry.
    [TestMethod]
    public void Conv2d_RandomSettings_HasItsTransposes() =>
        s_settings.Sample(
            setting =>
            {
                Tensor x = setting.Images, w = setting.Weights;
                using var tape = new Tape();
                Tensor y = x.Conv2d(w, null, setting.Stride, setting.Padding, setting.Dilation, setting.Groups);
                Tensor dy = Tensor.Normal(y.Shape, dtype: DType.Float64, generator: new Generator(setting.Seed + 3));
                double product = (y * dy).Sum().Item();
                Gradients gradients = tape.Gradient(y, [x, w], dy);
                Assert.AreEqual(product, (x * gradients[x]).Sum().Item(), 1e-10 * Math.Max(1, Math.Abs(product)), $"{setting} images");
                Assert.AreEqual(product, (w * gradients[w]).Sum().Item(), 1e-10 * Math.Max(1, Math.Abs(product)), $"{setting} weights");
            },
            seed: "0N0XIzNsQ0O2", iter: 200, threads: 1);

    [TestMethod]
    public void Conv2d_SecondDerivatives_Check()
    {
        var generator = new Generator(7);
        Tensor x = Tensor.Normal([2, 4, 5, 6], dtype: DType.Float64, generator: generator), w = Tensor.Normal([6, 2, 3, 2], dtype: DType.Float64, generator: generator);
        Tensor bias = Tensor.Normal([6], dtype: DType.Float64, generator: generator);
        GradCheck.Run(t => t[0].Conv2d(t[1], t[2], 2, (1, 2), 1, 2), [x, w, bias]).ThrowIfFailed();
        GradGradCheck.Run(t => t[0].Conv2d(t[1], t[2], 2, (1, 2), 1, 2), [x, w, bias]).ThrowIfFailed();
        Tensor v = Tensor.Normal([4, 3, 3, 2], dtype: DType.Float64, generator: generator);
        GradGradCheck.Run(t => t[0].ConvTranspose2d(t[1], null, 2, 1, 1, 2), [x, v]).ThrowIfFailed();
    }

    [TestMethod]
    public void Conv2d_StridedInputs_SameBits()
    {
        Tensor x = Tensor.Normal([2, 7, 6, 3], generator: new Generator(1)).Permute(0, 3, 1, 2), w = Tensor.Normal([3, 3, 3, 5], generator: new Generator(2)).Permute(3, 2, 0, 1);
        CollectionAssert.AreEqual(x.Contiguous().Conv2d(w.Contiguous()).ToArray<float>(), x.Conv2d(w).ToArray<float>());
    }

    [TestMethod]
    public void Conv1d_PaddingSame_KeepsSizes_OddZeroAtTheEnd()
    {
        Tensor x = new[,] { { 1.0, 2, 3 } }, w = new[, ,] { { { 1.0, 10 } } };
        CollectionAssert.AreEqual(new[] { 21.0, 32, 3 }, x.Conv1d(w, padding: Padding.Same).ToArray<double>());
    }

    // Against the columns of the border written out: other code than what the convolution calls.
    [TestMethod]
    [DataRow(PadMode.Reflect, 3.0, 2, 1, 2, 3, 2, 1)]
    [DataRow(PadMode.Replicate, 1.0, 1, 1, 2, 3, 3, 3)]
    [DataRow(PadMode.Circular, 2.0, 3, 1, 2, 3, 1, 2)]
    [DataRow(PadMode.Constant, 0.0, 0, 1, 2, 3, 0, 0)]
    public void Conv1d_PaddingMode_FillsTheBorder(PadMode mode, params double[] bordered)
    {
        Tensor x = new[,] { { 1.0, 2, 3 } }, w = new[, ,] { { { 1.0, 10, 100 } } };
        double[] expected = [.. Enumerable.Range(0, bordered.Length - 2).Select(i => bordered[i] + 10 * bordered[i + 1] + 100 * bordered[i + 2])];
        CollectionAssert.AreEqual(expected, x.Conv1d(w, padding: 2, paddingMode: mode).ToArray<double>());
        CollectionAssert.AreEqual(expected[1..^1], x.Conv1d(w, padding: Padding.Same, paddingMode: mode).ToArray<double>());
    }

    [TestMethod]
    [DataRow(PadMode.Reflect)]
    [DataRow(PadMode.Replicate)]
    [DataRow(PadMode.Circular)]
    public void Convolutions_PaddingMode_AreOfThePaddedInput(PadMode mode)
    {
        var generator = new Generator(3);
        Tensor line = Tensor.Normal([2, 4, 9], generator: generator), plane = Tensor.Normal([2, 4, 7, 6], generator: generator), cube = Tensor.Normal([4, 5, 6, 7], generator: generator);
        Tensor w1 = Tensor.Normal([6, 2, 3], generator: generator), w2 = Tensor.Normal([6, 2, 4, 3], generator: generator), w3 = Tensor.Normal([6, 4, 3, 2, 3], generator: generator), bias = Tensor.Normal([6], generator: generator);
        Same(line.Pad(mode, 3, 3).Conv1d(w1, bias, 2, 0, 2, 2), line.Conv1d(w1, bias, 2, 3, 2, 2, mode));
        Same(plane.Pad(mode, 1, 1, 2, 2).Conv2d(w2, bias, (2, 1), 0, 1, 2), plane.Conv2d(w2, bias, (2, 1), (2, 1), 1, 2, mode));
        Same(plane.Pad(mode, 2, 2, 1, 2).Conv2d(w2, bias, dilation: (1, 2), groups: 2), plane.Conv2d(w2, bias, padding: Padding.Same, dilation: (1, 2), groups: 2, paddingMode: mode));
        Same(cube.Pad(mode, 3, 3, 2, 2, 1, 1).Conv3d(w3), cube.Conv3d(w3, padding: (1, 2, 3), paddingMode: mode));
        Same(plane.Conv2d(w2, groups: 2), plane.Conv2d(w2, padding: Padding.Valid, groups: 2, paddingMode: mode));

        static void Same(Tensor expected, Tensor actual)
        {
            Assert.AreEqual(expected.Shape, actual.Shape);
            CollectionAssert.AreEqual(expected.ToArray<float>(), actual.ToArray<float>());
        }
    }

    [TestMethod]
    [DataRow(PadMode.Reflect)]
    [DataRow(PadMode.Replicate)]
    [DataRow(PadMode.Circular)]
    public void Conv2d_PaddingMode_DerivativesCheck(PadMode mode)
    {
        var generator = new Generator(5);
        Tensor x = Tensor.Normal([2, 2, 3, 4], dtype: DType.Float64, generator: generator), w = Tensor.Normal([3, 2, 3, 2], dtype: DType.Float64, generator: generator), bias = Tensor.Normal([3], dtype: DType.Float64, generator: generator);
        GradCheck.Run(t => t[0].Conv2d(t[1], t[2], padding: (2, 1), paddingMode: mode), [x, w, bias]).ThrowIfFailed();
        GradGradCheck.Run(t => t[0].Conv2d(t[1], t[2], padding: Padding.Same, paddingMode: mode), [x, w, bias]).ThrowIfFailed();
    }

    [TestMethod]
    public void Col2Im_OfIm2Col_CountsTheWindows()
    {
        Tensor x = Tensor.Ones([1, 1, 3, 3], DType.Float64);
        CollectionAssert.AreEqual(new[] { 1.0, 2, 1, 2, 4, 2, 1, 2, 1 }, x.Im2Col(2).Col2Im(3, 2).ToArray<double>());
    }

    [TestMethod]
    public void Convolutions_BadInput_SayWhatToDo()
    {
        Tensor x = Tensor.Zeros([2, 4, 5, 5]), w = Tensor.Zeros([8, 4, 3, 3]);
        Throws<ShapeException>("Conv2d: input [2, 4, 5, 5] with weight [8, 3, 3, 3] (out, in / groups, ..) in 1 group: groups must be positive and divide the 8 output channels, and the input's 4 channels must be 3 for each group", () => x.Conv2d(Tensor.Zeros([8, 3, 3, 3])));
        Throws<ShapeException>("Conv2d: input [2, 4, 5, 5] with weight [8, 4, 3, 3] (out, in / groups, ..) in 0 groups: groups must be positive and divide the 8 output channels, and the input's 4 channels must be 4 for each group", () => x.Conv2d(w, groups: 0));
        Throws<ShapeException>("Conv2d: input [5, 5] with weight [8, 4, 3, 3]: the input must be [batch, channels, height, width], or without the batch, the weight have 4 axes; add what is missing with Unsqueeze", () => Tensor.Zeros([5, 5]).Conv2d(w));
        Throws<ShapeException>("Conv2d: the width of weight [8, 4, 3, 7], 7 elements with dilation 1, does not fit input [2, 4, 5, 5] with padding 0: the padded size is 5; pad more, or take a smaller kernel", () => x.Conv2d(Tensor.Zeros([8, 4, 3, 7])));
        Throws<ShapeException>("Conv2d: stride 0: 0 is too small; stride is 1 or more", () => x.Conv2d(w, stride: 0));
        Throws<ShapeException>("Conv2d: stride (1, 2, 3) has 3 numbers for 2 spatial axes; give one, or one for each axis", () => x.Conv2d(w, stride: (1, 2, 3)));
        Throws<ShapeException>("Conv2d: padding 'same' with stride 2: sizes stay the same only with a stride of 1; give the padding in numbers", () => x.Conv2d(w, stride: 2, padding: Padding.Same));
        Throws<ShapeException>("Conv2d: the bias has shape [4]; for the weight [8, 4, 3, 3] it must be [8], a number for each output channel", () => x.Conv2d(w, Tensor.Zeros([4])));
        Throws<DTypeException>("Conv2d: input float32, weight float64: all must be of one floating dtype; cast with To", () => x.Conv2d(w.Double()));
        Throws<ShapeException>("Conv2d: padding 'same' with stride 2: sizes stay the same only with a stride of 1; give the padding in numbers", () => x.Conv2d(w, stride: 2, padding: Padding.Same, paddingMode: PadMode.Reflect));
        Throws<ShapeException>("Conv2d: padding [5, 5, 1, 1] for [2, 4, 5, 5]: Reflect can put 4 elements on a side of axis 3, not 5; pad less, or with another mode", () => x.Conv2d(w, padding: (1, 5), paddingMode: PadMode.Reflect));
        Throws<ShapeException>("Conv2d: padding [1, 1, 6, 6] for [2, 4, 5, 5]: Circular can put 5 elements on a side of axis 2, not 6; pad less, or with another mode", () => x.Conv2d(w, padding: (6, 1), paddingMode: PadMode.Circular));
        Throws<ShapeException>("Conv2d: the width of weight [8, 4, 3, 9], 9 elements with dilation 1, does not fit input [2, 4, 5, 5] with padding 1: the padded size is 7; pad more, or take a smaller kernel", () => x.Conv2d(Tensor.Zeros([8, 4, 3, 9]), padding: 1, paddingMode: PadMode.Replicate));
        Throws<ShapeException>("ConvTranspose2d: input [2, 4, 5, 5] with weight [8, 4, 3, 3] (in, out / groups, ..) in 1 group: groups must be positive and divide the input's channels, which must be the weight's 8", () => x.ConvTranspose2d(w));
        Throws<ShapeException>("ConvTranspose2d: output padding 1 must be smaller than stride default or dilation default; it chooses between sizes that a convolution maps to the same one", () => x.ConvTranspose2d(Tensor.Zeros([4, 2, 3, 3]), outputPadding: 1));
        Throws<ShapeException>("Im2Col: a window of 6 with dilation default does not fit images [2, 4, 5, 5] with padding default: axis 2 has 5 elements with padding; pad more, or take a smaller window", () => x.Im2Col(6));
        Throws<ShapeException>("Col2Im: [1, 8, 6] holds 6 windows, but 9 (3 by 3) fit images of (4, 4); give the sizes that the columns were made with", () => Tensor.Zeros([1, 8, 6]).Col2Im((4, 4), 2));
    }

    private static double[] Loops(Setting s, Tensor x, Tensor w, Tensor bias, Shape result)
    {
        double[] image = x.ToArray<double>(), weight = w.ToArray<double>(), b = bias.ToArray<double>(), y = new double[result.ElementCount];
        int next = 0;
        for (int n = 0; n < result[0]; n++)
        {
            for (int k = 0; k < result[1]; k++)
            {
                for (int i = 0; i < result[2]; i++)
                {
                    for (int j = 0; j < result[3]; j++)
                    {
                        double sum = b[k];
                        for (int c = 0; c < s.Channels; c++)
                        {
                            for (int u = 0; u < s.KernelHeight; u++)
                            {
                                for (int v = 0; v < s.KernelWidth; v++)
                                {
                                    int row = i * s.Stride + u * s.Dilation - s.Padding, column = j * s.Stride + v * s.Dilation - s.Padding, channel = k / s.Filters * s.Channels + c;
                                    if (row < 0 || row >= s.Height || column < 0 || column >= s.Width) continue;
                                    sum += image[((n * s.Groups * s.Channels + channel) * s.Height + row) * s.Width + column] * weight[((k * s.Channels + c) * s.KernelHeight + u) * s.KernelWidth + v];
                                }
                            }
                        }
                        y[next++] = sum;
                    }
                }
            }
        }
        return y;
    }
}
