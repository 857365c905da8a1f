namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>Convolutions of 3 x 3 over many channels take another way in float32 than in float64: both must be the same sums.</summary>
[TestClass]
public sealed class WinogradTests
{
    [TestMethod]
    [DataRow(1, 16, 16, 7, 7, 1, 1)]
    [DataRow(3, 17, 20, 8, 9, 0, 1)]
    [DataRow(2, 16, 24, 15, 13, 2, 1)]
    [DataRow(5, 32, 16, 14, 14, 1, 1)]
    [DataRow(2, 32, 64, 33, 31, 1, 2)]
    [DataRow(1, 16, 16, 60, 70, 1, 1)]
    [DataRow(9, 48, 48, 7, 8, 1, 3)]
    public void Conv2d_ManyChannels_IsThatOfDouble(int batch, int channels, int filters, int height, int width, int padding, int groups)
    {
        var generator = new Generator(7);
        Tensor x = Tensor.Randn([batch, channels, height, width], DType.Float64, generator), w = Tensor.Randn([filters, channels / groups, 3, 3], DType.Float64, generator);
        (Tensor y, Tensor dx, Tensor dw) = Run(x, w);
        (Tensor ySingle, Tensor dxSingle, Tensor dwSingle) = Run(x.To(DType.Float32), w.To(DType.Float32));

        Check(y, ySingle, nameof(y));
        Check(dx, dxSingle, nameof(dx));
        Check(dw, dwSingle, nameof(dw));

        (Tensor Y, Tensor Dx, Tensor Dw) Run(Tensor images, Tensor weights)
        {
            using var tape = new Tape();
            Tensor result = images.Conv2d(weights, padding: padding, groups: groups);
            Gradients gradients = tape.Gradient(result, [images, weights], result.Detach().Clone());
            return (result, gradients[images], gradients[weights]);
        }

        // In parts of the largest: the sums cancel.
        static void Check(Tensor expected, Tensor actual, string what)
        {
            Assert.AreEqual(expected.Shape, actual.Shape);
            double error = (expected - actual.To(DType.Float64)).Abs().AMax().Item() / expected.Abs().AMax().Item();
            Assert.IsLessThan(3e-6, error, what);
        }
    }

    [TestMethod]
    public void Conv2d_AnyNumberOfThreads_IsTheSame()
    {
        Tensor x = Tensor.Randn([10, 32, 14, 14], generator: new Generator(1)), w = Tensor.Randn([48, 32, 3, 3], generator: new Generator(2));
        Expect.SameOnAnyThreads(() =>
        {
            using var tape = new Tape();
            Tensor y = x.Conv2d(w, padding: 1);
            Gradients gradients = tape.Gradient(y.Sin().Sum(), [x, w]);
            return (float[])[.. y.ToArray<float>(), .. gradients[x].ToArray<float>(), .. gradients[w].ToArray<float>()];
        });
    }
}
