using System.Runtime.CompilerServices;
using static PyDeepTensorNet.Tests.Autodiff.Explained;

namespace PyDeepTensorNet.Tests.Autodiff;

[TestClass]
public sealed class SiteTests
{
    [TestMethod]
    public void ToString_InDebugMode_HasAColumnOfSites()
    {
        Tensor x = Tensor.Ones(2, 3), w = Tensor.Ones(3);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor hidden = x.MatMul(w).Sigmoid();
        Tensor loss = (hidden - 1).Square().Sum(); int line = Line();
        // A variable that is read once is none in optimised code, nor are its statement's lines told from the next one's.
        Assert.AreEqual(2, hidden.ElementCount);
        Assert.AreEqual(1, loss.ElementCount);
        Assert.AreEqual(
            $"""
            Tape: 9 entries, 52 bytes kept for the backward sweep
              #  op         inputs  value          bytes kept  at
              0  leaf               float32[3]
              1  Reshape    #0      float32[3, 1]           0  x.MatMul(w).Sigmoid(), SiteTests.cs:{line - 1}
              2  leaf               float32[2, 3]
              3  MatMul     #2, #1  float32[2, 1]          36  x.MatMul(w), SiteTests.cs:{line - 1}
              4  Reshape    #3      float32[2]              0  x.MatMul(w).Sigmoid(), SiteTests.cs:{line - 1}
              5  Sigmoid    #4      float32[2]              8  x.MatMul(w).Sigmoid(), SiteTests.cs:{line - 1}
              6  AddScalar  #5      float32[2]              0  (hidden - 1).Square().Sum(), SiteTests.cs:{line}
              7  Square     #6      float32[2]              8  (hidden - 1).Square(), SiteTests.cs:{line}
              8  Sum        #7      float32[]               0  (hidden - 1).Square().Sum(), SiteTests.cs:{line}
            """, tape.ToString());
    }

    [TestMethod]
    public void SiteOf_AResult_IsTheLineThatAskedForIt()
    {
        Tensor x = Tensor.Ones(2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor y = Twice(x);
        Func<Tensor> thrice = () => y * 3;
        Tensor z = thrice();
        Site ofY = tape.SiteOf(y)!, ofZ = tape.SiteOf(z)!;
        Assert.AreEqual(("SiteTests.cs", "Twice", "tensor * 2"), (ofY.File, ofY.Member, ofY.Expression));
        Assert.AreEqual((nameof(SiteOf_AResult_IsTheLineThatAskedForIt), "y * 3"), (ofZ.Member, ofZ.Expression));
        Assert.AreEqual("y * 3, SiteTests.cs:" + ofZ.Line, ofZ.ToString());
        Assert.IsNull(tape.SiteOf(Tensor.Ones(2)));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Tensor Twice(Tensor tensor) => tensor * 2;
    }

    [TestMethod]
    public void SiteOf_WithoutDebugMode_IsNull()
    {
        using var tape = new Tape(TapeOptions.None);
        Tensor y = Tensor.Ones(2) * 2;
        Assert.IsNull(tape.SiteOf(y));
        // A nested tape sees sites from its opening on, and takes them with it.
        using (var inner = new Tape(TapeOptions.Debug))
        {
            Assert.IsNull(inner.SiteOf(y));
            Assert.IsNotNull(inner.SiteOf(y + 1));
        }
        Assert.IsNull(tape.SiteOf(y - 1));
    }

    [TestMethod]
    public void Refusals_InDebugMode_QuoteTheCall()
    {
        Tensor x = Tensor.Ones(32, 4), w = Tensor.Ones(3, 5);
        string plain = Assert.ThrowsExactly<ShapeException>(() => x.MatMul(w)).Message;
        Assert.AreEqual("MatMul: [32, 4] x [3, 5]: inner sizes 4 and 3 differ; transpose one operand with .T, or check the layer's sizes", plain);
        using var tape = new Tape(TapeOptions.Debug);
        int line = Line() + 1;
        string quoted = Assert.ThrowsExactly<ShapeException>(() => x.MatMul(w)).Message;
        Assert.AreEqual($"{plain} (x.MatMul(w), SiteTests.cs:{line})", quoted);
        string dtype = Assert.ThrowsExactly<DTypeException>(() => x + Tensor.Ones([4], DType.Float64)).Message;
        Assert.AreEqual($"Add: float32[32, 4] and float64[4] differ in precision, and nothing is widened silently; cast one, say with To(DType.Float64) (x + Tensor.Ones([4], DType.Float64), SiteTests.cs:{line + 2})", dtype);
        tape.Dispose();
        Assert.AreEqual(plain, Assert.ThrowsExactly<ShapeException>(() => x.MatMul(w)).Message);
    }

    [TestMethod]
    public void StaleValues_InDebugMode_SayWhereTheyWereSaved()
    {
        Tensor x = Tensor.Ones(2);
        using var tape = new Tape(TapeOptions.Debug);
        Tensor loss = x.Square().Sum(); int line = Line();
        x.Fill_(3);
        Assert.AreEqual(
            $"Square: its first input, float32[2], saved as entry 1 (x.Square(), SiteTests.cs:{line}) for the backward sweep, has been written to in place since (1 write); write after Gradient, write to a Clone(), or read it with AsReadOnlySpan",
            Assert.ThrowsExactly<TapeException>(() => tape.Gradient(loss, x)).Message);
        Assert.AreEqual(
            $"Fill_: float32[] is the result of Sum (entry 2) on the open tape (x.Square().Sum(), SiteTests.cs:{line}), and an in-place write would make its gradient wrong; write to a Clone().Detach(), after the tape is disposed, or use the functional form",
            Assert.ThrowsExactly<TapeException>(() => loss.Fill_(0)).Message);
    }

    [TestMethod]
    [DataRow("Tensor y = x.MatMul(w1).Relu(); // hidden", 0, "x.MatMul(w1).Relu()", "x.MatMul(w1)")]
    [DataRow("return (a + b).MatMul(c[1..]).Sum();", 0, "(a + b).MatMul(c[1..]).Sum()", "(a + b).MatMul(c[1..])")]
    [DataRow("Assert.Throws<E>(() => x.MatMul(w), \"why\");", 24, "x.MatMul(w)", "x.MatMul(w)")]
    [DataRow("public Tensor Run(Tensor x, Tensor w) => x.MatMul(w);", 0, "x.MatMul(w)", "x.MatMul(w)")]
    [DataRow("Use(\"a;b)\", a.MatMul(b), c.MatMul(d));", 0, "Use(\"a;b)\", a.MatMul(b), c.MatMul(d))", "Use(\"a;b)\", a.MatMul(b), c.MatMul(d))")]
    [DataRow("y = x\n    .MatMul(w)\n    .Relu();\nz = 3;", 0, "x.MatMul(w).Relu()", "x.MatMul(w)")]
    public void Expression_OfAStatement_IsWhatItComputes(string source, int column, string expression, string call)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, source);
            var site = new Site(path, 1, "Run") { Column = column };
            Assert.AreEqual(expression, site.Expression);
            Assert.AreEqual(call, site.ExpressionOf("MatMul"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Site_WithoutASourceFile_NamesThePlaceAlone()
    {
        Assert.AreEqual("Model.cs:14", new Site("/nowhere/src/Model.cs", 14, "Forward").ToString());
        Assert.AreEqual("Model.cs:14", new Site("C:\\nowhere\\Model.cs", 14, "Forward").ToString("MatMul"));
        Assert.AreEqual("in Forward", new Site(null, 0, "Forward").ToString());
    }

    [TestMethod]
    [DataRow("Forward", "Model", "Forward")]
    [DataRow("<Main>b__0_0", "<>c", "Main")]
    [DataRow("<Main>g__Step|0_1", "Program", "Step")]
    [DataRow("MoveNext", "Program+<Steps>d__3", "Steps")]
    public void MemberName_OfTheCompiler_IsTheAuthors(string method, string type, string member) => Assert.AreEqual(member, SourceText.MemberName(method, type));
}
