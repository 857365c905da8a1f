using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Tests.Optim;

[TestClass]
public sealed class ClipTests
{
    /// <summary>Two parameters with the gradients (3, 0) and (-4), whose norm is 5.</summary>
    private static (Tensor[] Parameters, Gradients Gradients) Sample()
    {
        Tensor a = new[] { 0.0, 0 }, b = new[] { 0.0 };
        using var tape = new Tape();
        Tensor loss = (a * new[] { 3.0, 0 }).Sum() + (b * -4.0).Sum();
        Gradients gradients = tape.Gradient(loss, [a, b]);
        (a.Grad, b.Grad) = (gradients[a], gradients[b]);
        return ([a, b], gradients);
    }

    [TestMethod]
    [DataRow(2, 5)]
    [DataRow(1, 7)]
    [DataRow(double.PositiveInfinity, 4)]
    [DataRow(3, 4.497941445275415)]
    public void GradNorm_AboveTheLimit_ScalesAllByOneFactor(double p, double expected)
    {
        var (parameters, gradients) = Sample();
        var (clipped, norm) = Clip.GradNorm(gradients, 1, p);
        Assert.AreEqual(expected, norm.Item(), 1e-14);
        Assert.AreEqual(norm.Item(), Clip.GradNorm_(parameters, 1, p).Item());
        double factor = 1 / (norm.Item() + 1e-6);
        CollectionAssert.AreEqual(new[] { 3 * factor, 0 }, clipped[parameters[0]].ToArray<double>());
        CollectionAssert.AreEqual(new[] { -4 * factor }, clipped[parameters[1]].ToArray<double>());
        CollectionAssert.AreEqual(new[] { -4 * factor }, parameters[1].Grad!.ToArray<double>());
        // What was clipped is a new value: the old one may be shared.
        CollectionAssert.AreEqual(new[] { -4.0 }, gradients[parameters[1]].ToArray<double>());
    }

    [TestMethod]
    public void GradNorm_BelowTheLimit_LeavesGradientsAlone()
    {
        var (parameters, gradients) = Sample();
        Assert.AreSame(gradients, Clip.GradNorm(gradients, 6).Gradients);
        Assert.AreEqual(5, Clip.GradNorm_(parameters, 6).Item());
        Assert.AreSame(gradients[parameters[0]], parameters[0].Grad);
    }

    [TestMethod]
    public void GradNorm_OfFloatsWhoseSquaresOverflow_IsRight()
    {
        Tensor w = Tensor.Zeros(1000);
        w.Grad = Tensor.Full([1000], 1e30);
        Assert.AreEqual(1e30 * Math.Sqrt(1000), Clip.GradNorm_([w], 1).Item(), 1e25);
        Assert.AreEqual(1, w.Grad.ToArray<float>().Sum(x => (double)x * x), 1e-5);
    }

    [TestMethod]
    [DataRow(double.NaN, 2)]
    [DataRow(double.PositiveInfinity, 2)]
    [DataRow(double.NaN, double.PositiveInfinity)]
    public void GradNorm_OfWhatIsNotFinite_NamesTheParameter(double value, double p)
    {
        Tensor a = new[] { 0.0 }, b = new[] { 0.0 };
        (a.Grad, b.Grad, b.Name) = (new[] { 1.0 }, new[] { value }, "b");
        var error = Assert.ThrowsExactly<ArithmeticException>(() => Clip.GradNorm_([a, b], 1, p));
        Assert.AreEqual("GradNorm_: the gradient of b float64[1] is not finite; look for the step that made it so (a division by 0, the log or root of 0, too large a learning rate), or pass allowNonFinite: true", error.Message);
        Assert.AreEqual(value, Clip.GradNorm_([a, b], 1, p, allowNonFinite: true).Item());
    }

    [TestMethod]
    public void GradValue_LimitsEachElement()
    {
        var (parameters, gradients) = Sample();
        Gradients clipped = Clip.GradValue(gradients, 3.5);
        Clip.GradValue_(parameters, 3.5);
        CollectionAssert.AreEqual(new[] { 3.0, 0 }, clipped[parameters[0]].ToArray<double>());
        CollectionAssert.AreEqual(new[] { -3.5 }, clipped[parameters[1]].ToArray<double>());
        CollectionAssert.AreEqual(new[] { -3.5 }, parameters[1].Grad!.ToArray<double>());
    }

    /// <summary>Norms above and below the limit in turn: a step recorded with one kind follows the other.</summary>
    [TestMethod]
    [DataRow(false, 10.0)]
    [DataRow(false, 0.1)]
    [DataRow(true, 10.0)]
    [DataRow(true, 0.1)]
    public void Clip_InACapturedStep_FollowsTheGradientsOfEachRun(bool single, double first)
    {
        Tensor a = Tensor.Randn([300], DType.Float64, new Generator(1)), b = Tensor.Randn([2, 3], DType.Float64, new Generator(2));
        if (single) (a, b) = (a.To(DType.Float32), b.To(DType.Float32));
        (a.RequiresGrad, b.RequiresGrad) = (true, true);
        Step step = Step.Capture(Clipped);
        double[] sizes = [first, 10, 0.1, 3, 0.05, 10];
        foreach (double size in sizes)
        {
            Tensor x = (size * Tensor.Randn([1], DType.Float64, new Generator(3))).To(a.DType);
            string expected = Text(Clipped([x])), grads = Text([a.Grad!, b.Grad!]);
            step.Run(x);
            Assert.AreEqual(expected, Text(step.Results));
            Assert.AreEqual(grads, Text([a.Grad!, b.Grad!]));
        }
        Assert.AreEqual(1, step.RecordingCount);

        Tensor[] Clipped(Tensor[] x)
        {
            (a.Grad, b.Grad) = (null, null);
            using var tape = new Tape();
            Tensor loss = ((a * x[0]).Square().Sum() + (b * x[0]).Sum()) / 10;
            Gradients gradients = tape.Gradient(loss, [a, b]), limited = Clip.GradValue(gradients, 0.5);
            var (scaled, norm) = Clip.GradNorm(gradients, 2);
            loss.Backward();
            Tensor largest = Clip.GradNorm_([a, b], 2, double.PositiveInfinity);
            Clip.GradValue_([b], 0.01);
            return [scaled[a], scaled[b], norm, limited[a], limited[b], largest];
        }

        static string Text(IReadOnlyList<Tensor> tensors) => string.Join('\n', tensors.Select(tensor => string.Join(' ', tensor.To(DType.Float64).ToArray<double>())));
    }

    [TestMethod]
    public void GradNorm_NotFiniteAtAReplay_NamesTheParameter()
    {
        Tensor w = new[] { 1.0, 2 };
        w.Name = "w";
        Step step = Step.Capture(x =>
        {
            using var tape = new Tape();
            return Clip.GradNorm(tape.Gradient((w * x).Sum(), [w]), 1).Norm;
        });
        for (int i = 1; i < 4; i++) Assert.AreEqual(i * Math.Sqrt(2), step.Run((double)i).Item(), 1e-14);
        Assert.StartsWith("GradNorm: the gradient of w float64[2] is not finite", Assert.ThrowsExactly<ArithmeticException>(() => step.Run(double.NaN)).Message);
        Assert.AreEqual(2 * Math.Sqrt(2), step.Run(2.0).Item(), 1e-14);
    }

    [TestMethod]
    public void Underscored_WithoutGrads_DoNothing()
    {
        Tensor[] parameters = [Tensor.Zeros(2)];
        Assert.AreEqual(0, Clip.GradNorm_(parameters, 1).Item());
        Clip.GradValue_(parameters, 1);
        Assert.IsNull(parameters[0].Grad);
    }

    [TestMethod]
    public void Limits_OutOfRange_Throw()
    {
        Gradients gradients = Sample().Gradients;
        Assert.AreEqual("GradNorm: maxNorm is -1; it must be 0 or more (Parameter 'maxNorm')", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Clip.GradNorm(gradients, -1)).Message);
        Assert.AreEqual("GradNorm: p is 0; a norm needs a positive one (Parameter 'p')", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Clip.GradNorm(gradients, 1, 0)).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Clip.GradValue(gradients, double.NaN));
    }
}
