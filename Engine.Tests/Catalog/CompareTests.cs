namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>Every comparison, in every dtype, against C#'s own operators.</summary>
[TestClass]
public sealed class CompareTests
{
    /// <summary>What each comparison means of two numbers.</summary>
    private static readonly Dictionary<Type, Func<ICompareOp, double, double, bool>> s_meanings = new()
    {
        [typeof(EqOp)] = (_, a, b) => a == b,
        [typeof(NeOp)] = (_, a, b) => a != b,
        [typeof(LtOp)] = (_, a, b) => a < b,
        [typeof(LeOp)] = (_, a, b) => a <= b,
        [typeof(GtOp)] = (_, a, b) => a > b,
        [typeof(GeOp)] = (_, a, b) => a >= b,
        [typeof(LogicalAndOp)] = (_, a, b) => a != 0 & b != 0,
        [typeof(LogicalOrOp)] = (_, a, b) => a != 0 | b != 0,
        [typeof(LogicalXorOp)] = (_, a, b) => a != 0 ^ b != 0,
        [typeof(IsCloseOp)] = (op, a, b) => op is IsCloseOp close
            && (a == b || (double.IsFinite(a) && double.IsFinite(b) && Math.Abs(a - b) <= close.AbsoluteTolerance + close.RelativeTolerance * Math.Abs(b)) || (double.IsNaN(a) && double.IsNaN(b) && close.EqualNan)),
    };

    private static readonly DType[] s_dtypes = [DType.Float32, DType.Float64, DType.Int64, DType.Int32, DType.Bool];

    public static IEnumerable<object[]> Ops => OpCatalog.Comparisons.Keys.SelectMany(op => s_dtypes.Select(dtype => new object[] { op, dtype }));

    [TestMethod]
    [DynamicData(nameof(Ops))]
    public void Apply_AllPairsOfValues_MatchesOperator(string op, DType dtype)
    {
        ICompareOp compare = OpCatalog.Comparisons[op];
        if (!s_meanings.TryGetValue(compare.GetType(), out var meaning)) Assert.Fail($"{op}: say in {nameof(CompareTests)} what it means of two numbers");
        double[] values = dtype switch
        {
            DType.Bool => [0, 1],
            DType.Int32 or DType.Int64 => [0, 1, -1, 2, 100, 105, int.MaxValue, int.MinValue],
            _ => [0, double.NegativeZero, 1, -1, 1.25, 1.5, 100, 110.25, double.NaN, double.PositiveInfinity, double.NegativeInfinity, float.MaxValue, float.Epsilon],
        };
        Tensor a = Tensor.From(values, [values.Length, 1]).To(dtype), b = Tensor.From(values, [values.Length]).To(dtype);
        Tensor y = Apply(compare, a, b);
        Assert.AreEqual(DType.Bool, y.DType, op);
        bool[] actual = y.ToArray<bool>();
        for (int i = 0; i < actual.Length; i++)
        {
            (double left, double right) = (values[i / values.Length], values[i % values.Length]);
            if (actual[i] != meaning(compare, left, right)) Assert.Fail($"{op} of {left} and {right} in {dtype.Name()} is {actual[i]}");
        }
        foreach ((string kind, Tensor view) in Layouts.Of(a)) Layouts.AssertSame($"{op} with its first operand {kind}", y, Apply(compare, view, b));
        foreach ((string kind, Tensor view) in Layouts.Of(b)) Layouts.AssertSame($"{op} with its second operand {kind}", y, Apply(compare, a, view));
    }

    [TestMethod]
    [DynamicData(nameof(Ops))]
    public void Apply_EveryLength_SameAtEveryPlace(string op, DType dtype)
    {
        var random = new Random(3);
        ICompareOp compare = OpCatalog.Comparisons[op];
        Tensor a = Draw(), b = Draw();
        bool[] alone = [.. Enumerable.Range(0, 70).Select(i => (bool)Apply(compare, a[i], b[i]))];
        for (int length = 0; length <= 70; length++)
        {
            CollectionAssert.AreEqual(alone[..length], Apply(compare, a[..length], b[..length]).ToArray<bool>(), $"{op} of {length} elements in {dtype.Name()}");
        }

        Tensor Draw() => Tensor.From([.. Enumerable.Range(0, 70).Select(_ => (double)random.Next(-2, 3))], [70]).To(dtype);
    }

    [TestMethod]
    public void Apply_OnATape_RecordsNothing()
    {
        Tensor a = Tensor.From([1, 2], [2]);
        foreach (ICompareOp op in OpCatalog.Comparisons.Values)
        {
            using var tape = new Tape();
            Apply(op, a, a);
            Assert.AreEqual(0, tape.Count, op.Name);
        }
    }

    private static Tensor Apply(ICompareOp op, Tensor a, Tensor b) => s_apply.MakeGenericMethod(op.GetType()).Invoke(null, [op, a, b]) as Tensor ?? throw new InvalidOperationException();

    private static readonly System.Reflection.MethodInfo s_apply = typeof(Apply).GetMethod(nameof(PyDeepTensorNet.Apply.Compare))!;
}
