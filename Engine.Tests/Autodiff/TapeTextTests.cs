namespace PyDeepTensorNet.Tests.Autodiff;

[TestClass]
public sealed class TapeTextTests
{
    [TestMethod]
    public void ToString_PrintsNumberOpInputsValueAndBytes()
    {
        Tensor x = Tensor.Ones(2, 3), w = Tensor.Ones(4, 3), y = Tensor.Zeros(2, 4);
        (x.Name, w.Name) = ("x", "layer.weight");
        using var tape = new Tape();
        _ = (x.Linear(w).Sigmoid() - y).Square().Sum();
        Assert.AreEqual(
            """
            Tape: 8 entries, 136 bytes kept for the backward sweep
              #  op       inputs        value          bytes kept
              0  leaf     x             float32[2, 3]
              1  leaf     layer.weight  float32[4, 3]
              2  Linear   #0, #1        float32[2, 4]          72
              3  Sigmoid  #2            float32[2, 4]          32
              4  leaf                   float32[2, 4]
              5  Sub      #3, #4        float32[2, 4]           0
              6  Square   #5            float32[2, 4]          32
              7  Sum      #6            float32[]               0
            """, tape.ToString());
    }

    [TestMethod]
    public void ToString_OfANestedTape_CallsWhatIsBeforeItOuter()
    {
        Tensor x = Tensor.Ones([1000], DType.Float64);
        using var outer = new Tape();
        Tensor y = x * 2.0;
        using var tape = new Tape();
        Tensor three = new[] { 3.0 };
        three.Name = "three";
        _ = x * y + three;
        Assert.AreEqual(
            """
            Tape: 3 entries, 16,000 bytes kept for the backward sweep
              #  op    inputs        value          bytes kept
              0  Mul   outer, outer  float64[1000]      16,000
              1  leaf  three         float64[1]
              2  Add   #0, #1        float64[1000]           0
            """, tape.ToString());
    }

    [TestMethod]
    public void ToString_OfAnEmptyOrDisposedTape_SaysSo()
    {
        var tape = new Tape();
        Assert.AreEqual("Tape: 0 entries, 0 bytes kept for the backward sweep", tape.ToString());
        tape.Dispose();
        Assert.AreEqual("Tape (disposed)", tape.ToString());
    }
}
