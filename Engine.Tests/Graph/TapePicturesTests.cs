using System.ComponentModel;
using System.Diagnostics;
using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Graph;

[TestClass]
public sealed class TapePicturesTests
{
    [TestMethod]
    public void ToDot_OfASmallTape_HasNodesShapesBytesAndNorms()
    {
        using var tape = new Tape();
        Assert.AreEqual(
            """
            digraph tape {
              node [fontname="Helvetica", fontsize=11, style=filled];
              edge [fontname="Helvetica", fontsize=9, color="#667085"];
              n0 [label="x\nfloat32[2, 3]", shape=ellipse, fillcolor="#eef2e6"];
              n1 [label="layer.weight\nfloat32[4, 3]\n|gradient| 41.6", shape=ellipse, fillcolor="#fdefd5"];
              n2 [label="Linear\nfloat32[2, 4]\nkeeps 72 B", shape=box, fillcolor="#e8f1fb"];
              n3 [label="Square\nfloat32[2, 4]\nkeeps 32 B", shape=box, fillcolor="#e8f1fb"];
              n4 [label="Sum\nfloat32[]", shape=box, fillcolor="#e8f1fb", penwidth=2];
              n0 -> n2 [label="[2, 3]"];
              n1 -> n2 [label="[4, 3]"];
              n2 -> n3 [label="[2, 4]"];
              n3 -> n4 [label="[2, 4]"];
            }

            """, tape.ToDot(Record(tape)));
    }

    [TestMethod]
    public void ToMermaid_OfASmallTape_HasNodesShapesBytesAndNorms()
    {
        using var tape = new Tape();
        Assert.AreEqual(
            """
            flowchart TD
              n0(["x<br/>float32[2, 3]"]):::leaf
              n1(["layer.weight<br/>float32[4, 3]<br/>#124;gradient#124; 41.6"]):::parameter
              n2["Linear<br/>float32[2, 4]<br/>keeps 72 B"]:::op
              n3["Square<br/>float32[2, 4]<br/>keeps 32 B"]:::op
              n4["Sum<br/>float32[]"]:::op
              n0 -->|"[2, 3]"| n2
              n1 -->|"[4, 3]"| n2
              n2 -->|"[2, 4]"| n3
              n3 -->|"[2, 4]"| n4
              classDef op fill:#e8f1fb,stroke:#5b8fc7
              classDef parameter fill:#fdefd5,stroke:#c9973b
              classDef leaf fill:#eef2e6,stroke:#8aa05c
              classDef other fill:#eeeeee,stroke:#888888

            """, tape.ToMermaid(Record(tape)));
    }

    [TestMethod]
    public void Pictures_OfANestedTape_ShowWhatItUsesOfTheOuterOne()
    {
        Tensor x = Tensor.Ones(3);
        using var outer = new Tape();
        Tensor y = x * 2;
        using var tape = new Tape();
        _ = y.Exp();
        Assert.Contains("  outer1 [label=\"outer MulScalar\\nfloat32[3]\", shape=ellipse, fillcolor=\"#eeeeee\"];\n  n0 [label=\"Exp\\n", tape.ToDot());
        Assert.Contains("  outer1 -> n0 [label=\"[3]\"];\n", tape.ToDot());
        Assert.Contains("  outer1([\"outer MulScalar<br/>float32[3]\"]):::other\n", tape.ToMermaid());
    }

    [TestMethod]
    public void Pictures_OfNamesWithMarkup_QuoteThem()
    {
        Tensor x = Tensor.Ones(3);
        x.Name = "a \"b\" <c> \\d";
        using var tape = new Tape();
        _ = x.Exp();
        Assert.Contains("n0 [label=\"a \\\"b\\\" <c> \\\\d\\nfloat32[3]\"", tape.ToDot());
        Assert.Contains("n0([\"a #34;b#34; #60;c#62; \\d<br/>", tape.ToMermaid());
        Graphviz(tape.ToDot(), "a &quot;b&quot; &lt;c&gt; \\d");
    }

    [TestMethod]
    public void Pictures_OfADisposedTape_AreRefused()
    {
        var tape = new Tape();
        tape.Dispose();
        Assert.StartsWith("ToDot: the tape is disposed", Assert.ThrowsExactly<ObjectDisposedException>(() => tape.ToDot()).Message);
        Assert.StartsWith("ToMermaid: the tape is disposed", Assert.ThrowsExactly<ObjectDisposedException>(() => tape.ToMermaid()).Message);
    }

    [TestMethod]
    public void ToDot_OfASmallTape_IsDrawnByGraphviz()
    {
        using var tape = new Tape();
        Graphviz(tape.ToDot(Record(tape)), "layer.weight", "Square", "[2, 4]", "keeps 72 B");
    }

    [TestMethod]
    public void ToDot_OfModules_IsDrawnByGraphviz()
    {
        Sequential net = [new Linear(3, 4), new Sequential(new Linear(4, 2), new ReLU())];
        using var tape = new Tape(TapeOptions.Profile);
        Gradients gradients = tape.Gradient(net.Forward(Tensor.Ones(2, 3)).Sum(), net.Parameters());
        Graphviz(tape.ToDot(gradients), "Sequential", "0: Linear", "1: Sequential", "1.0.weight");
    }

    /// <summary>Draws with Graphviz, where it is installed, and looks for the texts in the drawing.</summary>
    private static void Graphviz(string dot, params ReadOnlySpan<string> texts)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("dot", "-Tsvg") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            Assert.Inconclusive("Graphviz is not installed: no `dot` to draw with");
            return;
        }
        using (process)
        {
            process.StandardInput.Write(dot);
            process.StandardInput.Close();
            string svg = process.StandardOutput.ReadToEnd();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual((0, ""), (process.ExitCode, errors), dot);
            foreach (string text in texts) Assert.Contains($">{text}</text>", svg);
        }
    }

    private static Gradients Record(Tape tape)
    {
        Tensor x = Tensor.Ones(2, 3), w = Tensor.Ones(4, 3);
        (x.Name, w.Name, w.RequiresGrad) = ("x", "layer.weight", true);
        return tape.Gradient(x.Linear(w).Square().Sum(), [w]);
    }
}
