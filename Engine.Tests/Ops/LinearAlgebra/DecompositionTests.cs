namespace PyDeepTensorNet.Tests.Ops.LinearAlgebra;

/// <summary>Decompositions put together again, of matrices of every shape and rank, and the words of what they refuse.</summary>
[TestClass]
public sealed class DecompositionTests
{
    private static Tensor Draw(params int[] dims) => Tensor.Randn(dims, DType.Float64, new Generator((ulong)((Shape)dims).ElementCount));

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance = 1e-12)
    {
        Assert.AreEqual(expected.Shape, actual.Shape);
        Assert.IsTrue(actual.AllClose(expected, tolerance, tolerance), $"{actual} is not {expected}");
    }

    private static void AssertOrthonormal(Tensor q) => AssertClose(Tensor.Eye(q.Shape[^1], null, DType.Float64).Expand([.. q.Shape.Dims[..^2], q.Shape[^1], q.Shape[^1]]), q.T.MatMul(q));

    public static IEnumerable<object[]> Matrices =>
    [
        ["tall", Draw(2, 7, 4)],
        ["wide", Draw(3, 8)],
        ["square", Draw(12, 12)],
        ["of rank 2", Draw(6, 2).MatMul(Draw(2, 5))],
        ["zeros", Tensor.Zeros([3, 4], DType.Float64)],
        ["the identity", Tensor.Eye(4, null, DType.Float64)],
        ["of large and small columns", Draw(5, 5) * Tensor.From([1e150, 1, 1e-8, 1e-150, 0.0])],
        ["empty", Tensor.Zeros([0, 3], DType.Float64)],
    ];

    [TestMethod]
    [DynamicData(nameof(Matrices))]
    public void Svd_PutTogether_IsTheMatrix(string name, Tensor x)
    {
        (Tensor u, Tensor s, Tensor vh) = x.Svd();
        double scale = x.ElementCount == 0 ? 1 : Math.Max(x.Abs().AMax().Item(), 1);
        AssertClose(x / scale, (u * s.Unsqueeze(-2)).MatMul(vh) / scale);
        AssertOrthonormal(u);
        AssertOrthonormal(vh.T);
        Assert.IsTrue((bool)s.Ge(0).All(), name);
        Assert.IsTrue((bool)s.Diff().Le(0).All(), name);
        (Tensor full, _, Tensor fullVh) = x.Svd(fullMatrices: true);
        Assert.AreEqual((x.Shape[^2], x.Shape[^1]), (full.Shape[^1], fullVh.Shape[^2]));
        AssertOrthonormal(full);
        AssertOrthonormal(fullVh);
        AssertClose(u, full.Narrow(-1, 0, u.Shape[^1]));
    }

    [TestMethod]
    public void Svd_OfSmallValuesBesideLarge_FindsTheirDigits()
    {
        // The columns are orthogonal, so that their lengths are the singular values.
        Tensor q = Draw(6, 3).Qr().Q;
        AssertClose(Tensor.From([1e100, 2.0, 3e-100]), (q * Tensor.From([2.0, 1e100, 3e-100])).SvdVals());
    }

    [TestMethod]
    [DynamicData(nameof(Matrices))]
    public void Qr_PutTogether_IsTheMatrix(string name, Tensor x)
    {
        (Tensor q, Tensor r) = x.Qr();
        double scale = x.ElementCount == 0 ? 1 : Math.Max(x.Abs().AMax().Item(), 1);
        AssertClose(x / scale, q.MatMul(r) / scale);
        AssertOrthonormal(q);
        AssertClose(r, r.Triu());
        Assert.AreEqual(Math.Min(x.Shape[^2], x.Shape[^1]), q.Shape[^1], name);
    }

    [TestMethod]
    [DynamicData(nameof(Matrices))]
    public void Lu_PutTogether_IsTheMatrix(string name, Tensor x)
    {
        if (name == "of rank 2") return;
        (Tensor p, Tensor l, Tensor u) = x.Lu();
        double scale = x.ElementCount == 0 ? 1 : Math.Max(x.Abs().AMax().Item(), 1);
        if (name != "zeros") AssertClose(x / scale, p.MatMul(l).MatMul(u) / scale);
        AssertClose(u, u.Triu());
        (Tensor factors, Tensor pivots) = x.LuFactor();
        (Tensor p2, Tensor l2, Tensor u2) = factors.LuUnpack(pivots);
        Assert.IsTrue(p.Equal(p2) && (name == "zeros" || l.Equal(l2)) && u.Equal(u2), name);
    }

    [TestMethod]
    public void Eigh_OfEitherTriangle_IsTheMatrixAgain()
    {
        Tensor x = Draw(3, 9, 9), lower = x.Tril() + x.Tril(-1).T;
        (Tensor values, Tensor vectors) = x.Eigh();
        AssertClose(lower, (vectors * values.Unsqueeze(-2)).MatMul(vectors.T));
        AssertOrthonormal(vectors);
        AssertClose(values, x.Tril().T.Eigh(upper: true).Values);
        AssertClose(Tensor.From([1.0, 1, 1]), (Tensor.Eye(3, null, DType.Float64) + Draw(3, 3).Triu(1)).Eigvalsh());
    }

    [TestMethod]
    public void Cholesky_AndWhatItSolves_IsTheMatrix()
    {
        Tensor a = Draw(2, 5, 5), x = a.MatMul(a.T) + Tensor.Eye(5, null, DType.Float64), b = Draw(2, 5, 3), l = x.Cholesky(), u = x.Cholesky(upper: true);
        AssertClose(x, l.MatMul(l.T));
        AssertClose(l.T, u);
        AssertClose(x.Inverse(), l.CholeskyInverse());
        AssertClose(x.Solve(b), b.CholeskySolve(l));
        AssertClose(x.Solve(b), b.CholeskySolve(u, upper: true));
        Expect.Throws<ArgumentException>("Cholesky: matrix 1 of [2, 2, 2] is not positive definite: the pivot of row 1 is not above 0; add a small multiple of the identity", () => Tensor.Stack([Tensor.Eye(2), Tensor.Ones(2, 2)]).Cholesky());
    }

    [TestMethod]
    public void Solve_OfEveryKindOfRightSide_FitsTheEquation()
    {
        Tensor a = Draw(2, 4, 4), b = Draw(4, 3), v = Draw(4);
        AssertClose(b.Expand(2, 4, 3), a.MatMul(a.Solve(b)));
        AssertClose(v.Expand(2, 4), a.Solve(v).Unsqueeze(1).MatMul(a.T).Squeeze(1));
        AssertClose(b.T.Expand(2, 3, 4), a.Solve(b.T, left: false).MatMul(a));
        AssertClose(b.T.Expand(2, 3, 4), a.SolveTriangular(b.T, upper: true, left: false).MatMul(a.Triu()));
        (Tensor factors, Tensor pivots) = a.LuFactor();
        AssertClose(a.Solve(b), factors.LuSolve(pivots, b.Expand(2, 4, 3)));
        AssertClose(a.T.Solve(b), factors.LuSolve(pivots, b.Expand(2, 4, 3), adjoint: true));
        AssertClose(a.Solve(b.T, left: false), factors.LuSolve(pivots, b.T.Expand(2, 3, 4), left: false));
        Tensor tall = Draw(6, 4), least = tall.Lstsq(Draw(6, 2));
        AssertClose(Tensor.Zeros([4, 2], DType.Float64), tall.T.MatMul(tall.MatMul(least) - Draw(6, 2)));
    }

    [TestMethod]
    public void Det_OfSingularMatrices_HasExactDerivatives()
    {
        // d det = a dd + d da - b dc - c db, whatever the rank.
        Tensor x = Tensor.From(new double[,] { { 1, 2 }, { 2, 4 } }), zero = Tensor.Zeros([3, 3], DType.Float64);
        using var tape = new Tape();
        AssertClose(Tensor.From(new double[,] { { 4, -2 }, { -2, 1 } }), tape.Gradient(x.Det(), x));
        Tensor first = tape.Gradient((zero + Tensor.From([1.0, 2, 3]).Diag()).Det(), zero, createGraph: true);
        AssertClose(Tensor.From([6.0, 3, 2]).Diag(), first);
        // The product of the other entries of the diagonal.
        AssertClose(Tensor.From([0.0, 3, 2]).Diag(), tape.Gradient(first[0, 0], zero));
        AssertClose(Tensor.Zeros([3, 3], DType.Float64), tape.Gradient(zero.Det(), zero));
        Assert.AreEqual(1.0, Tensor.Zeros([0, 0], DType.Float64).Det().Item());
        (Tensor sign, Tensor log) = x.SlogDet();
        Assert.AreEqual((0.0, double.NegativeInfinity), (sign.Item(), log.Item()));
        Assert.AreEqual(double.NaN, Tensor.From(new double[,] { { 0, 1 }, { 1, 0 } }).LogDet().Item());
        AssertClose(Tensor.Full([], 2000 * Math.Log(10), DType.Float64), (Tensor.Eye(20, null, DType.Float64) * 1e100).LogDet());
    }

    [TestMethod]
    public void Pinv_OfAnyMatrix_MeetsPenrosesConditions()
    {
        foreach (object[] row in Matrices)
        {
            if ((string)row[0] == "of large and small columns") continue;
            Tensor a = (Tensor)row[1], p = a.Pinv(), ap = a.MatMul(p), pa = p.MatMul(a);
            AssertClose(a, ap.MatMul(a), 1e-11);
            AssertClose(p, pa.MatMul(p), 1e-11);
            AssertClose(ap, ap.T, 1e-11);
            AssertClose(pa, pa.T, 1e-11);
        }
        Assert.AreEqual(2, Draw(6, 2).MatMul(Draw(2, 5)).MatrixRank().Item<int>());
        Assert.AreEqual(1, Tensor.From([3.0, 1, 0.5]).Diag().MatrixRank(atol: 2).Item<int>());
        Assert.AreEqual(6.0, Tensor.From([3.0, 1, 0.5]).Diag().Cond().Item(), 1e-14);
    }

    [TestMethod]
    public void MatrixExp_OfKnownMatrices_IsTheirExponential()
    {
        Tensor nilpotent = Tensor.From(new double[,] { { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } });
        AssertClose(Tensor.From(new double[,] { { 1, 1, 0.5 }, { 0, 1, 1 }, { 0, 0, 1 } }), nilpotent.MatrixExp());
        AssertClose(Tensor.From(new double[,] { { Math.Cos(30), -Math.Sin(30) }, { Math.Sin(30), Math.Cos(30) } }), Tensor.From(new double[,] { { 0, -30 }, { 30, 0 } }).MatrixExp());
        Tensor x = Draw(3, 6, 6);
        AssertClose(Tensor.Eye(6, null, DType.Float64).Expand(3, 6, 6), x.MatrixExp().MatMul((-x).MatrixExp()), 1e-10);
    }

    [TestMethod]
    public void Norms_OfSingularValues_AreThose()
    {
        Tensor x = Draw(4, 2, 3), s = x.SvdVals();
        AssertClose(s.AMax(-1), x.MatrixNorm(2));
        AssertClose(s.AMin(-1).Reshape(4, 1, 1), x.MatrixNorm(-2, 2, 1, keepDim: true));
        AssertClose(s.Sum(-1), x.NuclearNorm());
        AssertClose(x.Permute(1, 0, 2).SvdVals().Sum(-1).Reshape(1, 2, 1), x.NuclearNorm(0, 2, keepDim: true));
    }

    [TestMethod]
    public void LinearAlgebra_BadArguments_SayWhatFits()
    {
        Tensor x = Draw(2, 3), square = Draw(3, 3);
        Expect.Throws<ShapeException>("Svd: [3] has 1 axes and no matrix; it needs two or more", () => Draw(3).Svd());
        Expect.Throws<DTypeException>("SvdVals: int64[4] is not floating, and SvdVals is a fraction; cast it with To(DType.Float32)", () => Tensor.Arange(4).SvdVals());
        Expect.Throws<ShapeException>("Eigh: [2, 3] is not a square matrix, nor a batch of them; the last two sizes must be equal", () => x.Eigh());
        Expect.Throws<ShapeException>("Solve: [3, 3] and right sides [2, 3]: the right sides must be columns of 3 elements; transpose them with .T, or Unsqueeze a single one", () => square.Solve(x));
        Expect.Throws<ArgumentException>("Solve: matrix 0 of [2, 2] is singular, and its system has no single solution; use Lstsq", () => Tensor.Ones(2, 2).Solve(Tensor.Ones(2)));
        Expect.Throws<DTypeException>("SolveTriangular: float64[3, 3] and float32[3, 1]: both must be of one dtype; cast with To(DType.Float64)", () => square.SolveTriangular(Tensor.Ones(3, 1), upper: true));
        Expect.Throws<ShapeException>("LuUnpack: pivots [2] for factors [3, 3]; they must be [3]", () => square.LuUnpack(new[] { 1, 2 }));
        Expect.Throws<TensorIndexException>("LuUnpack: pivot 4 of row 2 is no row of [3, 3]; they run from 1 to 3", () => square.LuUnpack(new[] { 1, 4, 3 }));
        Expect.Throws<ShapeException>("Lstsq: [2, 3] and right sides [3, 3]: both need two axes or more, and as many rows; Unsqueeze a single right side", () => x.Lstsq(square));
        Expect.Throws<ShapeException>("TensorInv: [2, 3] with 1 first axes: they hold 2 elements and the others 3; both must hold as many", () => x.TensorInv(1));
        Expect.Throws<ShapeException>("TensorSolve: [2, 3] and right side [2]: the first 1 axes must hold as many elements as the others; name the axes to move to the end", () => x.TensorSolve(Draw(2)));
        Expect.Throws<ShapeException>("HouseholderProduct: [2, 3] must be matrices with no more columns than rows", () => x.HouseholderProduct(Draw(3)));
        Expect.Throws<ShapeException>("Vander: -1 powers; ask for 0 or more", () => x.Vander(-1));
    }
}
