namespace PyDeepTensorNet.Tests.Graph;

/// <summary>Faults of a user's code between right ops, and of functions with derivatives of their own.</summary>
[TestClass]
public sealed class FunctionFaultTests
{
    private static readonly PlantedFault[] s_faults =
    [
        new("factor of a user's vjp", "Cube3", t => CustomFunction.Apply("Cube3", t * 2, x => x * x * x, (x, y, dy) => dy * x * x).Sum()),
        new("sign of a user's vjp", "Decay", t => CustomFunction.Apply("Decay", t, x => (-x).Exp(), (x, y, dy) => dy * y).Square()),
        new("input without a cotangent", "Product", (a, b) => CustomFunction.Apply("Product", [a, b], i => i[0] * i[1], (i, y, dy) => [dy * i[1], null]).Sum()),
        new("captured instead of given", "Scale", (a, b) => CustomFunction.Apply("Scale", a, x => x * b, (x, y, dy) => dy * b)),
        new("user's matrix not transposed", "Affine", (a, b) => CustomFunction.Apply("Affine", [a, b], i => i[0].MatMul(i[1].T), (i, y, dy) => [dy.MatMul(i[1]), i[0].T.MatMul(dy)]).Sin()),
        new("user's sum over rows forgotten", "Shift", (a, b) => CustomFunction.Apply("Shift", [a, b[0]], i => i[0] + i[1], (i, y, dy) => [dy, dy.Mean(0)]).Square()),
        new("user's residual rounded to float32", "Single", t => CustomFunction.Apply("Single", t, x => x.Sin() * 100, (x, y, dy) => dy * x.To(DType.Float32).Cos().To(DType.Float64) * 99.999)),
        new("detached factor", "Mul", t => t.Exp() * t.Detach()),
        new("detached deep inside", "Div", t => (t.Sin().Detach() / t.Exp()).Tanh().Sum()),
        new("detached bias", "Add", (a, b) => a.MatMul(b) + b[0].Detach()),
        new("rounding passed straight through", "Add", t => t + (t.Sin() - t).Detach()),
        new("number taken out", "MulScalar", t => t.Square() * t[1].Item()),
        new("rebuilt from an array", "Sub", t => t.Sin() - (Tensor)t.ToArray<double>()),
        new("computed while the tape was paused", "Add", t => t + Paused(t)),
    ];

    public static IEnumerable<object[]> Faults => FaultCheck.Names(s_faults);

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public void GradCheck_WrongFunction_IsReportedWithOpAndLine(string fault) => FaultCheck.Found(s_faults, fault, (function, at) => GradCheck.Run(function, at));

    private static Tensor Paused(Tensor x)
    {
        using Tape.Paused? paused = Tape.Current?.Pause();
        return x.Cos();
    }
}
