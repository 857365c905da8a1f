namespace PyDeepTensorNet.Tests.Graph;

/// <summary>First derivatives that are right as numbers, and wrong where they are differentiated again.</summary>
[TestClass]
public sealed class SecondOrderFaultTests
{
    private static readonly PlantedFault[] s_faults =
    [
        new("input detached in the vjp", "Square3", t => Apply.Unary(new PlantedUnary("Square3", x => x * x, (x, y, dy) => dy * x.Detach() * 2), t.Sin())),
        new("output detached in the vjp", "Exp3", t => Apply.Unary(new PlantedUnary("Exp3", Math.Exp, (x, y, dy) => dy * y.Detach()), t).Square()),
        new("cotangent detached in the vjp", "Sine3", t => Apply.Unary(new PlantedUnary("Sine3", Math.Sin, (x, y, dy) => dy.Detach() * x.Cos()), t)),
        new("derivative of another sign in the vjp's op", "Sine4", t => Apply.Unary(new PlantedUnary("Sine4", Math.Sin, (x, y, dy) => dy * Apply.Unary(new PlantedUnary("Cosine4", Math.Cos, (a, _, da) => da * a.Sin()), x)), t)),
        new("numbers in the vjp", "Tanh3", t => Apply.Unary(new PlantedUnary("Tanh3", Math.Tanh, (x, y, dy) => dy * (1 - (Tensor)y.ToArray<double>() * y)), t).Sum()),
        new("matrix detached in the vjp", "MatMul5", (a, b) => Apply.Nary(new PlantedOp("MatMul5", i => i[0].MatMul(i[1]), (i, y, dy) => [dy.MatMul(i[1].T.Detach()), i[0].T.MatMul(dy)]), a, b)),
        new("user's vjp with a constant", "Cube5", t => CustomFunction.Apply("Cube5", t, x => x * x * x, (x, y, dy) => dy * 3 * x * x.Detach())),
    ];

    public static IEnumerable<object[]> Faults => FaultCheck.Names(s_faults);

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public void GradGradCheck_WrongSecondDerivative_IsReportedWithOpAndLine(string fault) => FaultCheck.Found(s_faults, fault, (function, at) =>
    {
        GradCheck.Run(function, at, new() { ForwardTolerance = null }).ThrowIfFailed();
        return GradGradCheck.Run(function, at);
    });
}
