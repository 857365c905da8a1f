using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Graph;

[TestClass]
public sealed partial class TapePageTests
{
    [TestMethod]
    public void ToHtml_OfAProfiledTape_HoldsAllThatIsKnown()
    {
        string page = Page();
        Assert.StartsWith("<!DOCTYPE html>", page);
        Assert.Contains("<title>A &lt;step&gt;</title>", page);
        Assert.Contains("4 operations, 4 parameters, ", page);
        Assert.DoesNotContain("http://", page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), "a name, not an address: the page needs no network");
        Assert.DoesNotContain("https://", page);
        using var data = JsonDocument.Parse(page.Split("id=\"data\">")[1].Split("</script>")[0]);
        JsonElement linear = data.RootElement.GetProperty("n3");
        Assert.AreEqual("Linear", linear.GetProperty("title").GetString());
        CollectionAssert.AreEqual(new[] { "n0", "n1", "n2" }, linear.GetProperty("inputs").EnumerateArray().Select(id => id.GetString()).ToArray());
        Dictionary<string, string> rows = Rows(linear);
        Assert.AreEqual(("#3", "operation", "float32[2, 4]", "8", "72", "0 (Linear)"), (rows["entry"], rows["kind"], rows["value"], rows["elements"], rows["bytes kept"], rows["module"]));
        Assert.Contains("s", rows["forward"]);
        Assert.Contains("s", rows["backward"]);
        Assert.StartsWith("TapePageTests.cs:", rows["line"]);
        Assert.Contains("net.Forward", rows["expression"]);
        Assert.IsTrue(Rows(data.RootElement.GetProperty("n1")).ContainsKey("|gradient|"));
        Assert.AreEqual("26", Rows(data.RootElement.GetProperty("g1"))["parameters"], "of the whole network");
        Assert.Contains("<tr data-op=\"Linear\"", page);
        Assert.Contains(">[2, 4]</text>", page);

        static Dictionary<string, string> Rows(JsonElement item) => item.GetProperty("rows").EnumerateArray().ToDictionary(row => row[0].GetString()!, row => row[1].GetString()!);
    }

    [TestMethod]
    public void ToHtml_OfAPlainTape_HasNoTimes()
    {
        using var tape = new Tape(TapeOptions.None);
        _ = Tensor.Ones(3).Exp();
        string page = tape.ToHtml();
        Assert.Contains("<title>Tape</title>", page);
        Assert.DoesNotContain("<table id=\"profile\">", page);
        Assert.DoesNotContain("class=\"forward\"", page);
        tape.Dispose();
        Assert.StartsWith("ToHtml: the tape is disposed", Assert.ThrowsExactly<ObjectDisposedException>(() => tape.ToHtml()).Message);
    }

    [TestMethod]
    public void ToHtml_OfAnEmptyTape_IsAPage()
    {
        using var tape = new Tape();
        Assert.Contains("0 operations, 0 parameters, 0 B kept", tape.ToHtml());
    }

    [TestMethod]
    public void Layout_OfModulesAndBranches_KeepsBoxesApartAndInside()
    {
        Sequential net = [new Linear(3, 4), new Sequential(new Linear(4, 4), new ReLU(), new Linear(4, 4)), new ReLU()];
        Module shared = net[0];
        _ = net.Parameters();
        using var tape = new Tape(TapeOptions.Profile);
        Tensor x = Tensor.Ones(2, 3), y = net.Forward(x);
        // The same module again, around a path that skips it.
        _ = ((y[.., ..3] + shared.Forward(x + y[.., 1..])[.., ..3]) * x).Sum();
        TapeGraph graph = tape.Graph(null);
        var layout = new TapeLayout(graph, node => [node.Title]);
        TapeGroup root = graph.Grouped();
        Check(root, (0, 0, layout.Width, layout.Height));
        foreach (var (from, to, _) in graph.Edges())
        {
            List<(double X, double Y)> points = layout.Points(from, to, 0.5);
            Assert.AreEqual((layout[from].Center, layout[from].Y + layout[from].Height), points[0]);
            Assert.AreEqual((layout[to].Center, layout[to].Y), points[^1]);
            foreach (var (px, py) in points) Assert.IsTrue(px >= 0 && px <= layout.Width && py >= 0 && py <= layout.Height, $"{from.Title} -> {to.Title}: ({px}, {py})");
        }

        void Check(TapeGroup group, (double X, double Y, double Width, double Height) around)
        {
            LayerBox[] boxes = [.. group.Nodes.Select(node => layout[node]), .. group.Inner.Select(inner => layout[inner])];
            for (int i = 0; i < boxes.Length; i++)
            {
                LayerBox a = boxes[i];
                Assert.IsTrue(a.X >= around.X && a.Y >= around.Y && a.X + a.Width <= around.X + around.Width + 1e-9 && a.Y + a.Height <= around.Y + around.Height + 1e-9, $"{group.Title}: box {i} sticks out");
                foreach (LayerBox b in boxes[..i]) Assert.IsTrue(a.X + a.Width <= b.X || b.X + b.Width <= a.X || a.Y + a.Height <= b.Y || b.Y + b.Height <= a.Y, $"{group.Title}: boxes overlap");
            }
            foreach (TapeGroup inner in group.Inner) Check(inner, (layout[inner].X, layout[inner].Y, layout[inner].Width, layout[inner].Height));
        }
    }

    [TestMethod]
    public void Layout_OfManySteps_IsLinear()
    {
        Linear cell = new(4, 4);
        Tensor x = Tensor.Ones(1, 4), h = x;
        using var tape = new Tape(TapeOptions.Profile);
        for (int step = 0; step < 300; step++) h = (cell.Forward(h) + x).Tanh();
        TapeGraph graph = tape.Graph(null);
        var layout = new TapeLayout(graph, node => [node.Title]);
        Assert.IsLessThan(10_000, graph.Edges().Sum(edge => layout.Points(edge.From, edge.To, 0.5).Count), "each step uses the cell and x again, from wherever they are");
        Assert.IsLessThan(1000, layout.Width);
    }

    [TestMethod]
    public void Layout_OfAChain_RunsStraightDown()
    {
        using var tape = new Tape();
        _ = Tensor.Ones(3).Exp().Sin().Square().Sum();
        TapeGraph graph = tape.Graph(null);
        var layout = new TapeLayout(graph, node => [node.Title]);
        double[] centers = [.. graph.Nodes.Select(node => layout[node].Center)], tops = [.. graph.Nodes.Select(node => layout[node].Y)];
        foreach (double center in centers) Assert.AreEqual(centers[0], center, 1e-9);
        for (int i = 1; i < tops.Length; i++) Assert.IsGreaterThan(tops[i - 1], tops[i]);
    }

    [TestMethod]
    public void Page_InABrowser_SelectsAndSearches()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        File.WriteAllText(file, Page());
        try
        {
            string selected = Open($"file://{file}#n3");
            Assert.MatchesRegex("<body data-ready=\"\\d+\">", selected);
            string details = selected.Split("<div id=\"details\">")[1].Split("</div>")[0];
            Assert.Contains("<h2>Linear</h2>", details);
            Assert.Contains("<td>inputs</td><td><a>leaf (#0)</a>, <a>0.weight (#1)</a>, <a>0.bias (#2)</a></td>", details);
            Assert.Contains("<td>used by</td><td><a>Relu (#4)</a></td>", details);
            Assert.HasCount(4, Near().Matches(selected));
            string searched = Open($"file://{file}#?linear");
            Assert.Contains("<span id=\"found\">8 found</span>", searched, "two operations, their parameters, their modules");
            Assert.Contains("class=\"searching\"", searched);
            Assert.Contains("class=\"node op hit\" data-id=\"n3\"", searched);
            Assert.Contains("class=\"node op\" data-id=\"n4\"", searched);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The page as the browser has it once its script has run.</summary>
    private static string Open(string address)
    {
        string folder = Directory.CreateTempSubdirectory("page").FullName;
        try
        {
            foreach (string browser in (string[])["chromium", "chromium-browser", "google-chrome"])
            {
                try
                {
                    using Process process = Process.Start(new ProcessStartInfo(browser, ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={folder}", "--window-size=1400,900", "--dump-dom", address]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                    using var patience = new Timer(_ => process.Kill(entireProcessTree: true), null, 60_000, Timeout.Infinite);
                    process.BeginErrorReadLine();
                    string page = process.StandardOutput.ReadToEnd();
                    process.WaitForExit();
                    Assert.AreEqual(0, process.ExitCode);
                    return page;
                }
                catch (Win32Exception)
                {
                    // The next one, then.
                }
            }
        }
        finally
        {
            try
            {
                Directory.Delete(folder, true);
            }
            catch (IOException)
            {
                // Its last processes may still write there.
            }
        }
        Assert.Inconclusive("no chromium or google-chrome to open the page with");
        return "";
    }

    private static string Page()
    {
        Sequential net = [new Linear(3, 4), new ReLU(), new Linear(4, 2)];
        using var tape = new Tape(TapeOptions.Profile | TapeOptions.Debug);
        Tensor loss = net.Forward(Tensor.Ones(2, 3)).Sum();
        return tape.ToHtml(tape.Gradient(loss, net.Parameters()), "A <step>");
    }

    [GeneratedRegex("class=\"link near\"")]
    private static partial Regex Near();
}
