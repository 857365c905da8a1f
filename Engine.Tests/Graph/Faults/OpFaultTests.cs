namespace PyDeepTensorNet.Tests.Graph;

/// <summary>Ops whose first derivative is wrong: each is found, and the op and the line of its call are named, whatever comes before and after it.</summary>
[TestClass]
public sealed class OpFaultTests
{
    private static Tensor? s_stale;

    private static readonly PlantedUnary s_kinked = new("Relu0", x => Math.Max(x, 0), (x, _, dy) => dy * Tensor.Where(x.Eq(0), 2, x.Gt(0).To(DType.Float64))) { Kinks = [0] };
    private static readonly PlantedUnary s_peak = new("Abs0", Math.Abs, (x, _, dy) => dy * Tensor.Where(x.Eq(0), -1.5, x.Sign())) { Kinks = [0] };

    private static readonly PlantedFault[] s_faults =
    [
        new("wrong sign", "Sine", t => Apply.Unary(new PlantedUnary("Sine", Math.Sin, (x, y, dy) => dy * -x.Cos()), t * 2).Exp()),
        new("missing factor", "Square2", t => Apply.Unary(new PlantedUnary("Square2", x => x * x, (x, y, dy) => dy * x), t.Exp()).Sum()),
        new("input for output", "Exp2", t => Apply.Unary(new PlantedUnary("Exp2", Math.Exp, (x, y, dy) => dy * x), t).Sigmoid()),
        new("power off by one", "Cube", t => Apply.Unary(new PlantedUnary("Cube", x => x * x * x, (x, y, dy) => dy * 3 * x), t + 1)),
        new("square forgotten", "Tanh2", t => Apply.Unary(new PlantedUnary("Tanh2", Math.Tanh, (x, y, dy) => dy * (1 - y)), t.Sin()).Square()),
        new("product for quotient", "Log2", t => Apply.Unary(new PlantedUnary("Log2", Math.Log, (x, y, dy) => dy * x), t).Sum()),
        new("half forgotten", "Sqrt2", t => Apply.Unary(new PlantedUnary("Sqrt2", Math.Sqrt, (x, y, dy) => dy / y), t).Tanh()),
        new("sign forgotten", "Reciprocal2", t => Apply.Unary(new PlantedUnary("Reciprocal2", x => 1 / x, (x, y, dy) => dy * y * y), t.Exp()).Sin()),
        new("a part in 10^5", "Sigmoid2", t => Apply.Unary(new PlantedUnary("Sigmoid2", x => 1 / (1 + Math.Exp(-x)), (x, y, dy) => dy * y * (1 - y) * (1 + 1e-5)), t).Sum()),
        new("wrong branch", "Relu2", t => Apply.Unary(new PlantedUnary("Relu2", x => Math.Max(x, 0), (x, y, dy) => dy * x.Lt(0).To(DType.Float64)), t - 0.9).Sum()),
        new("one branch for both", "Abs2", t => Apply.Unary(new PlantedUnary("Abs2", Math.Abs, (x, y, dy) => dy * 1), t - 0.9).Square()),
        new("slope squared", "Leaky2", t => Apply.Unary(new PlantedUnary("Leaky2", x => x > 0 ? x : 0.1 * x, (x, y, dy) => dy * Tensor.Where(x.Gt(0), 1, 0.01)), t - 0.9)),
        new("outside of the bounds too", "Clamp2", t => Apply.Unary(new PlantedUnary("Clamp2", x => Math.Clamp(x, 0, 1), (x, y, dy) => dy * 1), t * 2)),
        new("cotangent ignored", "Cosine", t => Apply.Unary(new PlantedUnary("Cosine", Math.Cos, (x, y, dy) => -x.Sin()), t).Square()),
        new("cotangent squared", "Sinh2", t => Apply.Unary(new PlantedUnary("Sinh2", Math.Sinh, (x, y, dy) => dy * dy * x.Cosh()), t).Square()),
        new("not a slope at the kink", "Relu0", t => Apply.Unary(s_kinked, t[0] * 2), [Tensor.From([-1.0, 0, 1], [3])]),
        new("not a slope at the peak", "Abs0", t => Apply.Unary(s_peak, t[0]).Sum(), [Tensor.From([0.0, 1], [2])]),
        new("residual of an earlier call", "Stale", t => Apply.Nary(new PlantedOp("Stale", a => a[0] * a[0], (a, y, dy) => [dy * 2 * (s_stale ??= a[0].Clone() * 1.5)]), t.Exp()).Sum()),
        new("sign of the second operand", "Sub2", (a, b) => Apply.Nary(new PlantedOp("Sub2", i => i[0] - i[1], (i, y, dy) => [dy, dy]), a.Sin(), b.Cos())),
        new("square of the divisor forgotten", "Div2", (a, b) => Apply.Nary(new PlantedOp("Div2", i => i[0] / i[1], (i, y, dy) => [dy / i[1], -dy * i[0] / i[1]]), a, b).Exp()),
        new("operands exchanged", "Mul2", (a, b) => Apply.Nary(new PlantedOp("Mul2", i => i[0] * i[1], (i, y, dy) => [dy * i[0], dy * i[1]]), a, b).Sum()),
        new("right operand not transposed", "MatMul2", (a, b) => Apply.Nary(new PlantedOp("MatMul2", i => i[0].MatMul(i[1]), (i, y, dy) => [dy.MatMul(i[1]), i[0].T.MatMul(dy)]), a, b).Tanh()),
        new("left operand not transposed", "MatMul3", (a, b) => Apply.Nary(new PlantedOp("MatMul3", i => i[0].MatMul(i[1]), (i, y, dy) => [dy.MatMul(i[1].T), i[0].MatMul(dy)]), a, b).Sum()),
        new("product in the wrong order", "MatMul4", (a, b) => Apply.Nary(new PlantedOp("MatMul4", i => i[0].MatMul(i[1]), (i, y, dy) => [dy.MatMul(i[1].T), dy.MatMul(i[0].T)]), a, b).Sin()),
        new("sum over rows forgotten", "AddBias", (a, b) => Apply.Nary(new PlantedOp("AddBias", i => i[0] + i[1], (i, y, dy) => [dy, dy[0]]), a, b[0]).Square()),
        new("mean without its count", "Mean2", t => Apply.Nary(new PlantedOp("Mean2", i => i[0].Mean(), (i, y, dy) => [dy.Expand(i[0].Shape)]), t.Square())),
        new("spread along the other axis", "Sum2", (a, b) => Apply.Nary(new PlantedOp("Sum2", i => i[0].Sum(0), (i, y, dy) => [dy.Unsqueeze(1).Expand(3, 3)]), a * b).Square()),
        new("not transposed back", "Turn", (a, b) => Apply.Nary(new PlantedOp("Turn", i => i[0].T.Clone(), (i, y, dy) => [dy]), a * b).Sin() * a),
        new("parts exchanged", "Cat2", (a, b) => Apply.Nary(new PlantedOp("Cat2", i => Tensor.Cat([i[0], i[1]], 0), (i, y, dy) => [dy.Narrow(0, 3, 3), dy.Narrow(0, 0, 3)]), a, b).Square()),
        new("repeated rows overwritten", "Rows", t => Apply.Nary(new PlantedOp("Rows", i => i[0].IndexSelect(0, new[] { 0, 0, 2 }), (i, y, dy) => [dy * Tensor.From([0.0, 1, 1], [3])]), t.Exp()).Square()),
        new("sum of the softmax forgotten", "Softmax2", t => Apply.Nary(new PlantedOp("Softmax2", i => i[0].Softmax(0), (i, y, dy) => [dy * y]), t).Square()),
        new("not normalised", "LogSumExp2", t => Apply.Nary(new PlantedOp("LogSumExp2", i => i[0].LogSumExp(0), (i, y, dy) => [dy * i[0].Exp()]), t)),
        new("the first element takes all", "Max2", t => Apply.Nary(new PlantedOp("Max2", i => i[0].AMax(), (i, y, dy) => [dy * Tensor.From([1.0, 0, 0], [3])]), t.Sin())),
        new("branches exchanged", "Where2", (a, b) => Apply.Nary(new PlantedOp("Where2", i => Tensor.Where(i[0] > 0.7, i[0], i[1]), (i, y, dy) => [Tensor.Where(i[0] > 0.7, 0, dy), Tensor.Where(i[0] > 0.7, dy, 0)]), a, b)),
        new("factor of the product forgotten", "Addcmul2", (a, b) => Apply.Nary(new PlantedOp("Addcmul2", i => i[0] + 2 * i[1] * i[2], (i, y, dy) => [dy, dy * i[2], dy * 2 * i[1]]), a, b, a + b)),
        new("zeros instead of a gradient", "Erf2", t => Apply.Nary(new PlantedOp("Erf2", i => i[0].Erf(), (i, y, dy) => [dy * 0]), t + t.Square())),
    ];

    public static IEnumerable<object[]> Faults => FaultCheck.Names(s_faults);

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public void GradCheck_WrongOp_IsReportedWithOpAndLine(string fault) => FaultCheck.Found(s_faults, fault, (function, at) => GradCheck.Run(function, at));
}
