using System.Diagnostics;
using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Graph;

/// <summary>What a check of a whole model costs, and what it finds there.</summary>
[TestClass]
public sealed class GradCheckSizeTests
{
    private readonly Generator _generator = new(3);

    [TestMethod]
    public void AHundredParameters_InUnderASecond()
    {
        Sequential model = [new Linear(6, 8, generator: _generator), new Tanh(), new Linear(8, 4, generator: _generator)];
        Tensor x = Tensor.Randn([5, 6], generator: _generator);
        GradCheckReport report = Within(1, () => model.GradCheck(x));
        report.ThrowIfFailed();
        Assert.AreEqual(92 + 30, report.Tensors.Sum(tensor => tensor.Checked));
    }

    [TestMethod]
    public void AMillionParameters_InUnderAMinute()
    {
        Sequential model = [new Linear(900, 1100, generator: _generator), new ReLU(), new Linear(1100, 10, generator: _generator)];
        Tensor x = Tensor.Randn([2, 900], generator: _generator), target = new[] { 3, 7 };
        GradCheckReport report = Within(60, () => model.GradCheck((input, classes) => model.Forward(input).CrossEntropy(classes), x, target, new() { MaxEntries = 100 }));
        report.ThrowIfFailed();
        Assert.IsGreaterThan(1_000_000, model.Parameters().Sum(parameter => parameter.ElementCount));
        Assert.AreEqual("3 directions through all 990,000 entries", report.Tensors[0].Note);
        Assert.AreEqual(3, report.Tensors[0].Directions);
    }

    /// <summary>In so many seconds at best: a busy machine makes a call slow, hardly each of five.</summary>
    private static GradCheckReport Within(double seconds, Func<GradCheckReport> check)
    {
        for (int call = 1; ; call++)
        {
            var clock = Stopwatch.StartNew();
            GradCheckReport report = check();
            if (clock.Elapsed.TotalSeconds < seconds) return report;
            Assert.IsLessThan(5, call, $"five calls took {seconds} s or more each");
        }
    }

    /// <summary>Directions go through every entry; halving finds the one that they stumble over.</summary>
    [TestMethod]
    public void OneWrongElementOfMany_IsFound()
    {
        Tensor weight = Tensor.Randn([100, 200], DType.Float64, _generator), x = Tensor.Randn([3, 200], DType.Float64, _generator) * 0.05, mask = Tensor.Zeros([100, 200], DType.Bool);
        mask[61, 141] = true;
        GradCheckReport report = GradCheck.Run(w => x.Linear(Tensor.Where(mask, w.Detach(), w)).Tanh(), weight, new() { MaxEntries = 10 });
        CollectionAssert.AreEqual(new[] { 61, 141 }, report.Tensors[0].WorstIndex.ToArray());
        Assert.AreEqual((11, Verdict.Fail, "Where"), (report.Tensors[0].Checked, report.Tensors[0].Verdict, report.Culprit?.Op));
    }

    /// <summary>A model whose every entry is wrong is not confirmed entry by entry.</summary>
    [TestMethod]
    public void ManyWrongElements_CostLittleMore()
    {
        int calls = 0;
        GradCheckReport report = GradCheck.Run(w => CustomFunction.Apply("Twice", w, w => w * 2, (_, _, dy) => dy * 2.1) + 0 * ++calls, Tensor.Randn([400], DType.Float64, _generator));
        Assert.AreEqual((400, Verdict.Fail), (report.Tensors[0].Checked, report.Tensors[0].Verdict));
        Assert.IsLessThan(4 * 400 + 400, calls);
    }
}
