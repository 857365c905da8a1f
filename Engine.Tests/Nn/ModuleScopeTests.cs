using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

/// <summary>What pictures of the tape and profiles know of modules.</summary>
[TestClass]
public sealed class ModuleScopeTests
{
    [TestMethod]
    public void ToDot_OfModules_DrawsThemAsNestedClusters()
    {
        var net = new Net();
        _ = net.Parameters();
        using var profile = Profile.Start();
        using var tape = new Tape();
        _ = net.Forward(Tensor.Ones(2, 3)).Sum();
        profile.Dispose();
        Assert.AreEqual(
            """
              n0 leaf
              n9 Sum
              cluster Net
                n4 Tanh
                cluster hidden: Linear
                  n1 hidden.weight
                  n2 hidden.bias
                  n3 Linear
                cluster head: Sequential
                  n8 Relu
                  cluster 0: Linear
                    n5 head.0.weight
                    n6 head.0.bias
                    n7 Linear
            """, string.Join('\n', tape.ToDot().Split('\n').Where(line => line.Contains("label=", StringComparison.Ordinal) && !line.Contains("->", StringComparison.Ordinal)).Select(Short)));
        Assert.Contains("    subgraph g2[\"hidden: Linear\"]\n      n1([\"hidden.weight<br/>", tape.ToMermaid());

        // A cluster's label stands inside it.
        static string Short(string line)
        {
            string label = line.Split('"')[1].Split("\\n")[0];
            return line.Contains("style=rounded", StringComparison.Ordinal) ? $"{line[..(line.Length - line.TrimStart().Length - 2)]}cluster {label}" : $"{line[..line.IndexOf('[', StringComparison.Ordinal)]}{label}";
        }
    }

    [TestMethod]
    public void ToTable_OfAProfiledTape_HasTimesModulesAndNorms()
    {
        var net = new Net();
        using var tape = new Tape(TapeOptions.Profile);
        Gradients gradients = tape.Gradient(net.Forward(Tensor.Ones(2, 3)).Sum(), net.Parameters());
        string[] lines = tape.ToTable(gradients).Split('\n');
        Assert.AreEqual("#,op,inputs,value,bytes,kept,forward,backward,|gradient|,module", string.Join(',', lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.EndsWith("  hidden", lines.Single(line => line.Contains("  #0, #1, #2  ", StringComparison.Ordinal)));
        Assert.EndsWith("  head", lines.Single(line => line.Contains("  Relu  ", StringComparison.Ordinal)));
        Assert.EndsWith("  Net", lines.Single(line => line.Contains("  Tanh  ", StringComparison.Ordinal)));
        Assert.MatchesRegex(@" \d[\d.]* (ns|us|ms)  +\d[\d.]* (ns|us|ms)  ", lines.Single(line => line.Contains("  Tanh  ", StringComparison.Ordinal)));
        Assert.Contains($" {Quantities.Significant(Math.Sqrt(gradients[net.Parameters()[0]].Square().Sum().Item()))} ", lines.Single(line => line.Contains("hidden.weight", StringComparison.Ordinal)));
        Assert.IsNotNull(tape.Profile);
        Assert.Contains("Linear ", tape.Profile.ToString());
        tape.Dispose();
        Assert.IsFalse(tape.Profile.IsOpen);
    }

    [TestMethod]
    public void ToTraceJson_OfModules_HasABarForEachCall()
    {
        var net = new Net();
        using var profile = Profile.Start();
        _ = net.Forward(Tensor.Ones(2, 3));
        string trace = profile.ToTraceJson();
        foreach (string name in (string[])["hidden", "head", "head.0"]) Assert.Contains($"{{\"name\":\"{name}\",\"cat\":\"module\",\"ph\":\"X\",", trace);
        Assert.Contains("\"args\":{\"class\":\"Sequential\",", trace);
        Assert.AreEqual(2, profile.Operations().Single(sum => sum.Name == "Linear").Count);
    }

    [TestMethod]
    public void ToMermaid_OfAModuleCalledTwice_DrawsEachCall()
    {
        Linear cell = new(3, 3);
        Sequential net = [cell, new ReLU()];
        using var tape = new Tape(TapeOptions.Profile);
        _ = net.Forward(cell.Forward(net.Forward(Tensor.Ones(2, 3)))).Sum();
        CollectionAssert.AreEqual(
            new[] { "  Sequential", "    0: Linear", "    0: Linear, call 2", "  Sequential, call 2", "    0: Linear" },
            tape.ToMermaid().Split('\n').Where(line => line.Contains("subgraph", StringComparison.Ordinal)).Select(line => $"{line[..line.IndexOf('s', StringComparison.Ordinal)]}{line.Split('"')[1]}").ToArray());
    }

    [TestMethod]
    public void Modules_OfACallThatThrows_AreNoneOfTheNextOne()
    {
        var net = new Net();
        using var tape = new Tape(TapeOptions.Profile);
        Assert.ThrowsExactly<ShapeException>(() => net.Forward(Tensor.Ones(2, 2)));
        _ = Tensor.Ones(3).Exp();
        Assert.DoesNotContain("cluster", tape.ToDot());
    }

    // Alone: whoever watches on another thread has all calls noted.
    [TestMethod]
    [DoNotParallelize]
    public void Modules_UnderAPlainTape_AreNotNoted()
    {
        var net = new Net();
        using var tape = new Tape(TapeOptions.None);
        _ = net.Forward(Tensor.Ones(2, 3));
        Assert.IsFalse(Scopes.Watched);
        Assert.DoesNotContain("cluster", tape.ToDot());
        Assert.IsNull(tape.Profile);
    }

    /// <summary>Notes no calls of its own: what it computes between its parts is placed by them.</summary>
    private sealed class Net : Module
    {
        private readonly Linear _hidden = new(3, 4);
        private readonly Sequential _head = [new Linear(4, 2), new ReLU()];

        public Net()
        {
            Register(_hidden);
            Register(_head);
        }

        public override Tensor Forward(Tensor x) => _head.Forward(_hidden.Forward(x).Tanh());
    }
}
