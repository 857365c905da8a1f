using PyDeepTensorNet.Analyzers;

namespace PyDeepTensorNet.Tests.Analyzers;

/// <summary>What the compiler says to users: each warning where it belongs, and silence where the code is right.</summary>
[TestClass]
public sealed class AnalyzerTests
{
    private const string None = "";

    [TestMethod]
    public Task TapeDisposal_OfAForgottenTape_Warns() => Verify.Bodies<TapeDisposal>(
        None,
        "var tape = [|new Tape()|];",
        "Tape tape = [|new()|]; Console.WriteLine(tape.Count);",
        "[|new Tape()|];",
        "_ = [|new Tape()|];",
        "var g = [|new Tape()|].Gradient(x, w);",
        "int n = [|new Tape()|].Count;",
        "Tape tape; tape = [|new Tape()|]; tape.Gradient(x, w);",
        "var tape = x.Rank > 0 ? [|new Tape()|] : null;");

    [TestMethod]
    public Task TapeDisposal_OfATapeThatIsTakenCareOf_IsSilent() => Verify.Bodies<TapeDisposal>(
        "static Tape? s_tape;\nstatic void Keep(Tape tape) => s_tape = tape;",
        "using var tape = new Tape(); Console.WriteLine(tape.Count);",
        "using (new Tape()) { }",
        "using (var tape = new Tape()) { }",
        "var tape = new Tape(); using (tape) { }",
        "var tape = new Tape(); try { } finally { tape.Dispose(); }",
        "Tape? tape = null; tape = new Tape(); tape?.Dispose();",
        "using Tape? tape = x.Rank > 0 ? new Tape() : null;",
        "var tape = new Tape(); Keep(tape);",
        "Keep(new Tape());",
        "s_tape = new Tape();",
        "Tape Open() => new Tape(); using var tape = Open();",
        "Tape Open() { var tape = new Tape(); return tape; } using var other = Open();",
        "var tape = new Tape(); s_tape = tape;",
        "new Tape().Dispose();");

    [TestMethod]
    public Task TapeDisposalRepair_OfADeclaration_AddsUsing() => Verify.Repair<TapeDisposal, TapeDisposalRepair>(
        "// Records.\nvar tape = [|new Tape()|];\nTensor g = tape.Gradient(x, w);",
        "// Records.\nusing var tape = new Tape();\nTensor g = tape.Gradient(x, w);");

    [TestMethod]
    public Task IgnoredResults_OfAnOperation_Warns() => Verify.Bodies<IgnoredResults>(
        None,
        "[|x.Relu();|]",
        "[|x.Clamp(0, 1).Sum();|]",
        "[|Tensor.Stack(new[] { x, w });|]",
        "if (x.Rank > 0) [|x.Reshape(1, 2);|]",
        "Tensor? y = null; [|y?.Exp();|]",
        "Action act = () => { [|x.Relu();|] };");

    [TestMethod]
    public Task IgnoredResults_OfOtherStatements_AreSilent() => Verify.Bodies<IgnoredResults>(
        "static Tensor Helper(Tensor x) => x;",
        "x = x.Relu();",
        "_ = x.Relu();",
        "x.CopyFrom(w); x.Fill_(1); x.Zero_(); x.ZeroGrad(); x.Backward();",
        "Console.WriteLine(x.Relu());",
        "Action act = () => x.Relu();",
        "x.Relu().Item();",
        "Helper(x);");

    [TestMethod]
    public Task IgnoredResultRepair_OfAVariable_AssignsIt() => Verify.Repair<IgnoredResults, IgnoredResultRepair>("// Positive.\n[|x.Relu();|] // part", "// Positive.\nx = x.Relu(); // part");

    [TestMethod]
    public Task CapturedReads_InACapturedStep_Warn() => Verify.Bodies<CapturedReads>(
        None,
        "Step.Capture(() => w * [|x.Item()|]);",
        "Step.Capture(x => w * [|x.Item()|]);",
        "Step.Capture((x, y) => { [|w.AsSpan<double>()|][0] = [|y.AsReadOnlySpan<double>()|][0]; return x; });",
        "Step.Capture(() => { double loss = [|x.Sum().Item<double>()|]; if (loss > 1) return w; return x; });",
        "Step.Capture(() => { Func<double> read = () => [|x.Item()|]; return w * read(); });",
        "Step.Capture(delegate () { return w * [|x.ToArray<double>()|][0]; });");

    [TestMethod]
    public Task CapturedReads_OutsideOfIt_AreSilent() => Verify.Bodies<CapturedReads>(
        "static void Other(Func<Tensor> body) { }",
        "Step.Capture(() => w * x); Console.WriteLine(x.Item());",
        "Other(() => w * x.Item());",
        "double item = x.Item(); Step.Capture(() => w * item);");

    [TestMethod]
    public Task LossesWithoutTape_OfALossThatNoTapeSees_Warn() => Verify.Bodies<LossesWithoutTape>(
        None,
        "Tensor loss = (x * w).Sum(); using var tape = new Tape(); var g = tape.Gradient([|loss|], w);",
        "for (int i = 0; i < 9; i++) { Tensor loss = x.MatMul(w).Sum(); using var tape = new Tape(); var g = tape.Gradient([|loss|], w); }",
        "Tensor loss = (x * w).Sum(); using var tape = new Tape(); [|loss|].Backward();",
        "for (int i = 0; i < 9; i++) { Tensor loss = x.MatMul(w).Sum(); using var tape = new Tape(); [|loss|].Backward(); }",
        "Tensor loss = (x - w).Square().Mean(); [|loss|].Backward();",
        "Tensor loss = x - w; var g = Autograd.Grad([|loss|], new[] { w });",
        "Tensor loss = x - w; using var tape = new Tape(); var g = Autograd.Grad([|loss|], new[] { w });");

    [TestMethod]
    public Task LossesWithoutTape_OfALossThatATapeMaySee_AreSilent() => Verify.Bodies<LossesWithoutTape>(
        "static Tape? s_tape;",
        "using var tape = new Tape(); Tensor loss = (x * w).Sum(); var g = tape.Gradient(loss, w); loss.Backward();",
        "Tensor loss = x; using var tape = new Tape(); loss = (x * w).Sum(); var g = tape.Gradient(loss, w);",
        "Tensor loss = x.Sum(); using var tape = new Tape(); loss += (x * w).Sum(); loss.Backward();",
        "Tensor loss; using (var tape = new Tape()) { loss = x - w; loss.Backward(); }",
        "x.Backward();",
        "Tensor same = x; same.Backward();",
        "void Back() { Tensor loss = x - w; loss.Backward(); } using var tape = new Tape(); Back();",
        "if (s_tape is null) return; Tensor loss = x - w; loss.Backward(); var g = s_tape.Gradient(loss, w);",
        "Tape? open = Tape.Current; Tensor loss = x - w; loss.Backward();");

    [TestMethod]
    public Task LossesWithoutTape_InAMethodThatIsGivenATape_AreSilent() =>
        Verify.Bodies<LossesWithoutTape>("static void Under(Tape tape, Tensor x, Tensor w) { Tensor loss = x - w; loss.Backward(); }");

    [TestMethod]
    public void Rules_AreExplained_InTheRoomsReadme()
    {
        string readme = File.ReadAllText(Path.Combine(Architecture.EngineImage.Folder, "Analyzers", "README.md")), releases = File.ReadAllText(Path.Combine(Architecture.EngineImage.Folder, "Analyzers", "AnalyzerReleases.Unshipped.md"));
        foreach (var rule in new[] { new TapeDisposal(), new IgnoredResults(), new CapturedReads(), (EngineAnalyzer)new LossesWithoutTape() }.SelectMany(analyzer => analyzer.SupportedDiagnostics))
        {
            StringAssert.Contains(readme, $"## {rule.Id}\n", StringComparison.Ordinal);
            StringAssert.Contains(releases, rule.Id, StringComparison.Ordinal);
            Assert.IsGreaterThan(100, rule.Description.ToString().Length);
        }
    }
}
