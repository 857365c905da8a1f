namespace PyDeepTensorNet.Tests.Ops.Losses;

[TestClass]
public sealed class CtcLossTests
{
    private static readonly Tensor s_logits = Tensor.From(Enumerable.Range(0, 5 * 3 * 4).Select(i => Math.Sin(7 * i) * 1.5).ToArray(), [5, 3, 4]);

    private static readonly long[] s_inputLengths = [5, 4, 3], s_targetLengths = [2, 2, 1];

    private static readonly long[,] s_targets = { { 1, 3 }, { 2, 2 }, { 3, 0 } };

    [TestMethod]
    public void CtcLoss_AgainstAllAlignmentsCounted_Agrees()
    {
        Tensor logs = s_logits.LogSoftmax(2), losses = logs.CtcLoss(s_targets, s_inputLengths, s_targetLengths, reduction: Reduction.None);
        double[] x = logs.ToArray<double>();
        for (int sample = 0; sample < 3; sample++)
        {
            int times = (int)s_inputLengths[sample];
            long[] labels = [.. Enumerable.Range(0, (int)s_targetLengths[sample]).Select(i => s_targets[sample, i])];
            double probability = 0;
            for (int path = 0; path < Math.Pow(4, times); path++)
            {
                int[] classes = [.. Enumerable.Range(0, times).Select(t => path / (int)Math.Pow(4, t) % 4)];
                // Repetitions fall together, then the blanks fall away.
                IEnumerable<long> said = classes.Where((c, t) => t == 0 || c != classes[t - 1]).Where(c => c != 0).Select(c => (long)c);
                if (said.SequenceEqual(labels)) probability += Math.Exp(classes.Select((c, t) => x[(t * 3 + sample) * 4 + c]).Sum());
            }
            Assert.AreEqual(-Math.Log(probability), losses[sample].Item(), 1e-12);
        }
    }

    [TestMethod]
    public void CtcLoss_EveryFormOfTargets_IsTheSame()
    {
        Tensor logs = s_logits.LogSoftmax(2), padded = logs.CtcLoss(s_targets, s_inputLengths, s_targetLengths, reduction: Reduction.None);
        Tensor listed = logs.CtcLoss(new long[] { 1, 3, 2, 2, 3 }, s_inputLengths, s_targetLengths, reduction: Reduction.None);
        CollectionAssert.AreEqual(padded.ToArray<double>(), listed.ToArray<double>());
        Tensor alone = logs.Select(1, 1).CtcLoss(new long[] { 2, 2 }, Tensor.From([4L], []), Tensor.From([2L], []), reduction: Reduction.None);
        Assert.AreEqual(0, alone.Rank);
        Assert.AreEqual(padded[1].Item(), alone.Item(), 1e-14);
        double[] losses = padded.ToArray<double>();
        Assert.AreEqual((losses[0] / 2 + losses[1] / 2 + losses[2]) / 3, logs.CtcLoss(s_targets, s_inputLengths, s_targetLengths).Item(), 1e-14);
    }

    [TestMethod]
    public void CtcLoss_DifferentiatedTwice_MatchesDifferences()
    {
        GradCheckReport report = GradGradCheck.Run(x => x[0].LogSoftmax(2).CtcLoss(s_targets, s_inputLengths, s_targetLengths), [s_logits]);
        Assert.IsTrue(report.Passed, report.ToString());
    }

    [TestMethod]
    public void CtcLoss_LabelsThatDoNotFit_AreInfinitelyUnlikely()
    {
        Tensor logs = s_logits.LogSoftmax(2);
        long[] tooShort = [5, 2, 3];
        Assert.AreEqual(double.PositiveInfinity, logs.CtcLoss(s_targets, tooShort, s_targetLengths, reduction: Reduction.None)[1].Item());
        using var tape = new Tape();
        Tensor losses = logs.CtcLoss(s_targets, tooShort, s_targetLengths, reduction: Reduction.None, zeroInfinity: true), gradient = tape.Gradient(losses.Sum(), logs);
        Assert.AreEqual(0, losses[1].Item());
        CollectionAssert.AreEqual(new double[20], gradient.Select(1, 1).ToArray<double>());
        Assert.IsTrue(gradient.ToArray<double>().All(double.IsFinite));
        Tensor nothing = logs.CtcLoss(s_targets, s_inputLengths, new long[] { 0, 0, 0 }, reduction: Reduction.None);
        Assert.AreEqual(-logs[0, 2, 0].Item() - logs[1, 2, 0].Item() - logs[2, 2, 0].Item(), nothing[2].Item(), 1e-14);
    }

    [TestMethod]
    public void CtcLoss_ArgumentsThatDoNotFit_Throw()
    {
        Tensor logs = Tensor.Zeros(5, 3, 4);
        Expect.Throws<ShapeException>("CtcLoss: the input [4] must be [time, batch, classes] or [time, classes]", () => Tensor.Zeros(4).CtcLoss(s_targets, s_inputLengths, s_targetLengths));
        Expect.Throws<ShapeException>("CtcLoss: input [5, 3, 4] and targets [4]: the targets must be [3, longest], or a list of all 5 labels one after the other", () => logs.CtcLoss(new long[] { 1, 2, 3, 1 }, s_inputLengths, s_targetLengths));
        Expect.Throws<ShapeException>("CtcLoss: input [5, 3, 4] and targetLengths [2]: the lengths must be [3], one for each sample", () => logs.CtcLoss(s_targets, s_inputLengths, new long[] { 1, 2 }));
        Expect.Throws<TensorIndexException>("CtcLoss: inputLengths 6 of sample 1 is out of range: the input [5, 3, 4] has 5 times", () => logs.CtcLoss(s_targets, new long[] { 5, 6, 5 }, s_targetLengths));
        Expect.Throws<TensorIndexException>("CtcLoss: targetLengths 3 of sample 0 is out of range: the targets [3, 2] have room for 2 labels", () => logs.CtcLoss(s_targets, s_inputLengths, new long[] { 3, 1, 1 }));
        Expect.Throws<TensorIndexException>("CtcLoss: label 4 of sample 0 is out of range: the input [5, 3, 4] has classes 0 to 3 on axis 2", () => logs.CtcLoss(new long[,] { { 4 }, { 1 }, { 1 } }, s_inputLengths, new long[] { 1, 1, 1 }));
        Expect.Throws<TensorIndexException>("CtcLoss: label 1 of sample 0 is the blank, which is no label; the targets hold labels only", () => logs.CtcLoss(s_targets, s_inputLengths, s_targetLengths, blank: 1));
        Expect.Throws<TensorIndexException>("CtcLoss: the blank, class 4, is out of range: the input [5, 3, 4] has 4 classes on axis 2", () => logs.CtcLoss(s_targets, s_inputLengths, s_targetLengths, blank: 4));
    }
}
