namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> LinearAlgebra => new()
    {
        ["linalg.inv"] = c => c.Input.Inverse(),
        ["linalg.det"] = c => c.Input.Det(),
        ["linalg.slogdet"] = c => c.Input.SlogDet(),
        ["logdet"] = c => c.Input.LogDet(),
        ["linalg.cholesky"] = c => c.Input.Cholesky(c.Flag("upper")),
        ["cholesky"] = c => c.Input.Cholesky(c.Flag("upper")),
        ["cholesky_inverse"] = c => c.Input.CholeskyInverse(c.Flag("upper")),
        ["cholesky_solve"] = c => c.Input.CholeskySolve(c.Tensor("input2"), c.Flag("upper")),
        ["linalg.solve"] = c => c.Input.Solve(c.Other, c.Flag("left", true)),
        ["linalg.solve_triangular"] = c => c.Input.SolveTriangular(c.Tensor("B"), c.Flag("upper"), c.Flag("left", true), c.Flag("unitriangular")),
        ["triangular_solve"] = TriangularSolve,
        ["linalg.svd"] = c => Three(c.Input.Svd(c.Flag("full_matrices", true))),
        ["linalg.svdvals"] = c => c.Input.SvdVals(),
        ["linalg.eigh"] = c => c.Input.Eigh(c.Text("UPLO", "L") == "U"),
        ["linalg.eigvalsh"] = c => c.Input.Eigvalsh(c.Text("UPLO", "L") == "U"),
        ["linalg.qr"] = c => c.Text("mode", "reduced") == "reduced" ? c.Input.Qr() : throw new NotOfferedException(c.Text("mode", "")),
        ["linalg.pinv"] = PseudoInverse,
        ["pinverse"] = c => c.Input.Pinv(c.Number("rcond", 1e-15)),
        ["matrix_exp"] = c => c.Input.MatrixExp(),
        ["linalg.lstsq"] = LeastSquares,
        ["linalg.lu"] = c => c.Flag("pivot", true) ? Three(c.Input.Lu()) : throw new NotOfferedException("without pivots"),
        ["linalg.lu_factor"] = c => c.Flag("pivot", true) ? c.Input.LuFactor() : throw new NotOfferedException("without pivots"),
        ["linalg.lu_solve"] = c => c.Input.LuSolve(c.Tensor("pivots"), c.Tensor("B"), c.Flag("left", true), c.Flag("adjoint")),
        ["lu_solve"] = c => c.Tensor("LU_data").LuSolve(c.Tensor("LU_pivots"), c.Input),
        ["lu_unpack"] = c => Three(c.Input.LuUnpack(c.Tensor("LU_pivots"))),
        ["linalg.cond"] = c => c.Has("p") ? throw new NotOfferedException("of another norm") : c.Input.Cond(),
        ["linalg.matrix_rank"] = c => c.IsTensor("atol") || c.IsTensor("rtol") ? throw new NotOfferedException("with tolerances a matrix") : Symmetric(c).MatrixRank(c.NumberOrNull("rtol"), c.NumberOrNull("atol")),
        ["linalg.householder_product"] = c => c.Input.HouseholderProduct(c.Tensor("tau")),
        ["linalg.tensorinv"] = c => c.Input.TensorInv(c.Int("ind", 2)),
        ["linalg.tensorsolve"] = c => c.Input.TensorSolve(c.Other, c.IntsOrNull("dims") ?? []),
        ["linalg.vander"] = c => c.Tensor("x").AtLeast1d().Vander(c.IntOrNull("N")),
    };

    private static GoldenOutputs Three((Tensor First, Tensor Second, Tensor Third) results) => new[] { results.First, results.Second, results.Third };

    // It hands the matrix back.
    private static GoldenOutputs TriangularSolve(GoldenCall c)
    {
        Tensor a = c.Tensor("A");
        bool transpose = c.Flag("transpose"), upper = c.Flag("upper", true);
        return ((transpose ? a.T : a).SolveTriangular(c.Input, upper != transpose, unitriangular: c.Flag("unitriangular")), a);
    }

    // The engine has no use for knowing that a matrix is symmetric.
    private static Tensor Symmetric(GoldenCall c)
    {
        _ = c.Flag("hermitian");
        return c.Input;
    }

    private static GoldenOutputs PseudoInverse(GoldenCall c)
    {
        // A matrix of low rank is recorded as the product of two.
        if (c.IsTensor("a")) return c.Tensor("a").MatMul(c.Tensor("b").T).Pinv();
        double? rtol = c.IsTensor("rtol") ? c.Tensor("rtol").Item() : c.NumberOrNull("rtol");
        return Symmetric(c).Pinv(rtol, c.IsTensor("atol") ? c.Tensor("atol").Item() : c.Number("atol", 0));
    }

    // How PyTorch computes it is not what it is.
    private static GoldenOutputs LeastSquares(GoldenCall c)
    {
        _ = c.Text("driver", "");
        return c.Input.Lstsq(c.Other);
    }
}
