namespace PyDeepTensorNet.Tests.Ops.Comparisons;

[TestClass]
public sealed class PredicateTests
{
    private static readonly double[] s_values = [0, double.NegativeZero, 1, -1.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon];

    private static readonly (string Name, Func<Tensor, Tensor> Ask, Func<double, bool> Meaning)[] s_predicates =
    [
        ("IsNaN", x => x.IsNaN(), double.IsNaN),
        ("IsInf", x => x.IsInf(), double.IsInfinity),
        ("IsFinite", x => x.IsFinite(), double.IsFinite),
        ("IsPosInf", x => x.IsPosInf(), double.IsPositiveInfinity),
        ("IsNegInf", x => x.IsNegInf(), double.IsNegativeInfinity),
        ("Signbit", x => x.Signbit(), x => double.IsNegative(x) && !double.IsNaN(x)),
    ];

    [TestMethod]
    public void Predicates_EveryDTypeAndLayout_AnswerForEachElement()
    {
        foreach ((string name, Func<Tensor, Tensor> ask, Func<double, bool> meaning) in s_predicates)
        {
            foreach (DType dtype in Enum.GetValues<DType>())
            {
                Tensor x = Tensor.From(dtype.IsFloating() ? s_values : [0, 1, -1, 5, -7, 2, 3, -4], [2, 4]).To(dtype);
                bool[] expected = [.. x.To(DType.Float64).ToArray<double>().Select(meaning)];
                Tensor y = ask(x);
                Assert.AreEqual(DType.Bool, y.DType, name);
                CollectionAssert.AreEqual(expected, y.ToArray<bool>(), $"{name} of {dtype.Name()}");
                CollectionAssert.AreEqual(y.T.ToArray<bool>(), ask(x.T).ToArray<bool>(), $"{name} of {dtype.Name()}, transposed");
            }
        }
    }

    [TestMethod]
    public void Predicates_OnATape_RecordNothing()
    {
        Tensor x = Tensor.From(s_values, [2, 4]).T;
        using var tape = new Tape();
        foreach ((string name, Func<Tensor, Tensor> ask, _) in s_predicates)
        {
            ask(x);
            Assert.AreEqual(0, tape.Count, name);
        }
    }
}
