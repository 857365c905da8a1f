using System.Text.Json;
using System.Xml.Linq;

namespace PyDeepTensorNet.Tests.Graph;

/// <summary>The report as JSON, as a picture, and what it says of gradients that are not there.</summary>
[TestClass]
public sealed class GradCheckReportTests
{
    private static GradCheckReport Wrong { get; } = GradCheck.Run(t => t[0].Detach() * t[0] + t[1], [Tensor.From([1.0, 2, 3], [3]), Tensor.From([4.0], [1])]);

    [TestMethod]
    public void ToJson_HoldsTensorsAndCulprit()
    {
        JsonElement root = JsonDocument.Parse(Wrong.ToJson()).RootElement;
        Assert.IsFalse(root.GetProperty("passed").GetBoolean());
        Assert.AreEqual("GradCheck", root.GetProperty("title").GetString());
        JsonElement first = root.GetProperty("tensors")[0], second = root.GetProperty("tensors")[1], culprit = root.GetProperty("culprit");
        Assert.AreEqual(("Fail", 3), (first.GetProperty("verdict").GetString(), first.GetProperty("checked").GetInt32()));
        CollectionAssert.AreEqual(Wrong.Tensors[0].WorstIndex.ToArray(), first.GetProperty("worstIndex").EnumerateArray().Select(index => index.GetInt32()).ToArray());
        Assert.AreEqual(Wrong.Tensors[0].NumericValue, first.GetProperty("numeric").GetDouble());
        Assert.AreEqual("Pass", second.GetProperty("verdict").GetString());
        Assert.AreEqual(("Mul", Wrong.Culprit!.Site!.Line), (culprit.GetProperty("op").GetString(), culprit.GetProperty("line").GetInt32()));
        Assert.AreEqual(JsonValueKind.Null, JsonDocument.Parse(GradCheck.Run(t => t.Exp(), 1.0).ToJson()).RootElement.GetProperty("culprit").ValueKind);
    }

    /// <summary>A circle for each entry, and one for each step where something is wrong.</summary>
    [TestMethod]
    public void ToSvg_DrawsEntriesAndSteps()
    {
        XElement[] circles = [.. XElement.Parse(Wrong.ToSvg()).Descendants().Where(element => element.Name.LocalName == "circle")];
        Assert.HasCount(3 + Wrong.Tensors[0].Steps.Count, circles);
        Assert.AreEqual(3, circles.Count(circle => (string?)circle.Attribute("fill") == "crimson"));
        GradCheckReport right = GradCheck.Run(t => t.Exp(), Tensor.From([1.0, 2], [2]));
        Assert.AreEqual(2, XElement.Parse(right.ToSvg()).Descendants().Count(element => (string?)element.Attribute("fill") == "seagreen"));
        Assert.IsEmpty(right.Tensors[0].Steps);
    }

    /// <summary>Differences are best in the middle; what the tape has wrong does not depend on the step.</summary>
    [TestMethod]
    public void Steps_OfAWrongDerivative_LevelOff()
    {
        IReadOnlyList<StepError> steps = GradCheck.Run(t => t.Exp() + t.Detach().Exp(), 1.0).Tensors[0].Steps;
        Assert.HasCount(10, steps);
        foreach (StepError error in steps) Assert.AreEqual(0.5, error.RelativeError, 1e-2);
    }

    [TestMethod]
    public void MissingGradients_AreExplained()
    {
        Tensor x = Tensor.From([1.0, 2], [2]);
        StringAssert.StartsWith(Note(t => t[0].Detach().Exp()), "no recorded path leads from it to the result; cut at Detach (t[0].Detach(), GradCheckReportTests.cs:");
        StringAssert.StartsWith(Note(t => (t[0] - 5).Relu()), "the gradient is zero everywhere; all 2 units of Relu, entry 2 ((t[0] - 5).Relu(), GradCheckReportTests.cs:");
        Assert.AreEqual("no recorded path leads from it to the result; no differentiable operation has used it since the tape was opened", Note(t => t[1] * 2));

        string Note(Func<IReadOnlyList<Tensor>, Tensor> function) => GradCheck.Run(function, [x, x]).Tensors[0].Note;
    }
}
