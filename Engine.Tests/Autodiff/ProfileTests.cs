using System.Text.Json;

namespace PyDeepTensorNet.Tests.Autodiff;

[TestClass]
public sealed class ProfileTests
{
    [TestMethod]
    public void ToString_PrintsCountsTimesRatesAndAllocations()
    {
        Step(new Clock());
        // Every reading of this clock is a microsecond after the one before: an op takes one, and a derivative one and two for the op inside it.
        // What an op allocates is left out here: the runtime's own sizes are in it.
        using Profile profile = Step(new Clock());
        Assert.AreEqual(
            """
            Profile: 0.027 ms, 4 ops, 4 derivatives
              op              count  forward ms  backward ms  share  GFLOP/s   GB/s  allocated
              Linear              1       0.001        0.003  14.8%    0.024  0.052
              Relu                1       0.001        0.003  14.8%    0.004   0.04
              Square              1       0.001        0.003  14.8%    0.004  0.033
              Sum                 1       0.001        0.003  14.8%    0.002  0.009
              outside of ops              0.011               40.7%
            """, string.Join('\n', profile.ToString().Split('\n').Select((line, i) => i is > 1 and < 6 ? line[..line.LastIndexOf("  ", StringComparison.Ordinal)].TrimEnd() : line)));
    }

    [TestMethod]
    public void Operations_OfContractions_CountProductsAndSums()
    {
        Tensor x = Tensor.Ones(2, 3, 4), w = Tensor.Ones(4, 5), images = Tensor.Ones(2, 3, 8, 8), weights = Tensor.Ones(6, 3, 3, 3);
        using var profile = Profile.Start();
        _ = x.MatMul(w);
        _ = x.Linear(w.T, Tensor.Ones(5));
        _ = images.Conv2d(weights);
        _ = images.Exp();
        _ = images.Reshape(6, 64);
        profile.Dispose();
        Assert.AreEqual((2.0 * 2 * 3 * 4 * 5, 4.0 * (24 + 20 + 30)), Of("MatMul"));
        Assert.AreEqual((2.0 * 2 * 3 * 4 * 5 + 30, 4.0 * (24 + 20 + 5 + 30)), Of("Linear"));
        Assert.AreEqual((2.0 * (2 * 6 * 6 * 6) * 27, 4.0 * (images.ElementCount + weights.ElementCount + 2 * 6 * 6 * 6)), Of("Conv2d"));
        Assert.AreEqual((384, 2 * 4 * 384.0), Of("Exp"));
        Assert.AreEqual((0, 0), Of("Reshape"), "a view");

        (double, double) Of(string name) => profile.Operations().Single(sum => sum.Name == name) is var sum ? (sum.Flops, sum.BytesMoved) : default;
    }

    [TestMethod]
    public void Operations_OfABackwardSweep_CountWhatDerivativesAreMadeOf()
    {
        Tensor x = Tensor.Ones(2, 3), w = Tensor.Ones(4, 3);
        using var profile = Profile.Start();
        using var tape = new Tape();
        _ = tape.Gradient(x.Linear(w).Sum(), [x, w]);
        OperationProfile linear = profile.Operations().Single(sum => sum.Name == "Linear");
        Assert.AreEqual((1, 1, 3 * 2.0 * 2 * 3 * 4), (linear.Count, linear.BackwardCount, linear.Flops));
        Assert.IsGreaterThan(TimeSpan.Zero, linear.Forward);
        Assert.IsGreaterThan(TimeSpan.Zero, linear.Backward);
        Assert.AreEqual(linear.Flops / linear.Time.TotalSeconds / 1e9, linear.GigaflopsPerSecond);
    }

    [TestMethod]
    public void Allocated_OfAnOp_IsTheMemoryOfItsResultAndNotTheProfiles()
    {
        Tensor x = Tensor.Ones(1000);
        Run();
        long allocated = Run();
        Assert.IsInRange(4000, 4400, allocated);

        long Run()
        {
            using var profile = Profile.Start();
            _ = x.Exp();
            return profile.Operations().Single().Allocated;
        }
    }

    [TestMethod]
    public void Profiles_Nest_AndTheOuterOneSeesAll()
    {
        Tensor x = Tensor.Ones(3);
        using var outer = Profile.Start();
        _ = x.Exp();
        var inner = Profile.Start();
        _ = x.Sin();
        inner.Dispose();
        inner.Dispose();
        _ = x.Exp();
        Assert.IsFalse(inner.IsOpen);
        Assert.IsTrue(outer.IsOpen);
        outer.Dispose();
        _ = x.Cos();
        CollectionAssert.AreEqual(new[] { "Sin" }, inner.Operations().Select(sum => sum.Name).ToArray());
        CollectionAssert.AreEquivalent(new[] { "Exp", "Sin" }, outer.Operations().Select(sum => sum.Name).ToArray());
        Assert.AreEqual(2, outer.Operations().Single(sum => sum.Name == "Exp").Count);
        Assert.Contains("Profile: ", outer.ToString());
    }

    [TestMethod]
    public void Operations_OfACustomFunction_AreOne()
    {
        using var profile = Profile.Start();
        using var tape = new Tape();
        Tensor x = Tensor.Ones(3), y = CustomFunction.Apply("Cube", x, x => x * x * x, (x, _, dy) => dy * 3 * x * x);
        _ = tape.Gradient(y, x, Tensor.Ones(3));
        OperationProfile cube = profile.Operations().Single();
        Assert.AreEqual(("Cube", 1, 1), (cube.Name, cube.Count, cube.BackwardCount));
        Assert.AreEqual(6 + 9, cube.Flops, "what both are made of");
    }

    [TestMethod]
    public void Profile_OfAnOpThatThrows_GoesOn()
    {
        using var profile = Profile.Start();
        Assert.ThrowsExactly<ShapeException>(() => Tensor.Ones(2) + Tensor.Ones(3));
        _ = Tensor.Ones(2).Exp();
        Assert.AreEqual("Exp", profile.Operations().Single().Name);
    }

    [TestMethod]
    public void Dispose_OnAnotherThread_IsRefused()
    {
        using var profile = Profile.Start();
        InvalidOperationException? refused = null;
        var thread = new Thread(() => refused = Assert.ThrowsExactly<InvalidOperationException>(profile.Dispose));
        thread.Start();
        thread.Join();
        Assert.AreEqual("Profile: it was started on another thread; start and dispose a profile on one thread, without an await between", refused?.Message);
        Assert.IsTrue(profile.IsOpen);
    }

    [TestMethod]
    public void ToTraceJson_FollowsTheTraceEventFormat()
    {
        using Profile profile = Step(new Clock());
        using var json = JsonDocument.Parse(profile.ToTraceJson());
        Assert.AreEqual("ns", json.RootElement.GetProperty("displayTimeUnit").GetString());
        JsonElement[] events = [.. json.RootElement.GetProperty("traceEvents").EnumerateArray()];
        foreach (JsonElement e in events)
        {
            Assert.IsFalse(string.IsNullOrEmpty(e.GetProperty("name").GetString()));
            Assert.AreEqual((1, 1), (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32()));
            Assert.AreEqual(JsonValueKind.Object, e.GetProperty("args").ValueKind);
            string phase = e.GetProperty("ph").GetString()!;
            Assert.IsTrue(phase is "X" or "M", phase);
            if (phase == "M") continue;
            Assert.IsFalse(string.IsNullOrEmpty(e.GetProperty("cat").GetString()));
            Assert.IsGreaterThanOrEqualTo(0, e.GetProperty("ts").GetDouble());
            Assert.IsGreaterThanOrEqualTo(0, e.GetProperty("dur").GetDouble());
        }
        CollectionAssert.AreEqual(new[] { "process_name", "thread_name" }, events.Where(e => e.GetProperty("ph").GetString() == "M").Select(e => e.GetProperty("name").GetString()).ToArray());
        JsonElement linear = events.Single(e => e.GetProperty("name").GetString() == "Linear"), backward = events.Single(e => e.GetProperty("name").GetString() == "Linear backward");
        Assert.AreEqual("""{"name":"Linear","cat":"op","ph":"X","ts":1,"dur":1,"pid":1,"tid":1,"args":{"shapes":"float32[2, 3], float32[4, 3] -\u003E float32[2, 4]","flops":48,"bytes":104,"allocated":""", linear.GetRawText().Split("allocated\":")[0] + "allocated\":");
        JsonElement inside = events.Single(e => e.GetProperty("name").GetString() == "LinearWeightGrad");
        Assert.IsGreaterThan(Start(backward), Start(inside));
        Assert.IsLessThan(Start(backward) + backward.GetProperty("dur").GetDouble(), Start(inside) + inside.GetProperty("dur").GetDouble());

        static double Start(JsonElement e) => e.GetProperty("ts").GetDouble();
    }

    private static Profile Step(Clock clock)
    {
        Tensor x = Tensor.Ones(2, 3), w = Tensor.Ones(4, 3);
        Profile profile = Profile.Start(clock);
        using var tape = new Tape();
        _ = tape.Gradient(x.Linear(w).Relu().Square().Sum(), [w]);
        profile.Dispose();
        return profile;
    }

    /// <summary>Each reading is a microsecond later.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => ++_now;
    }
}
