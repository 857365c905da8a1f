namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Contractions => new()
    {
        ["matmul"] = c => c.Input.MatMul(c.Other),
        ["mm"] = c => c.Input.Mm(c.Other),
        ["bmm"] = c => c.Input.Bmm(c.Other),
        ["mv"] = c => c.Input.Mv(c.Other),
        ["dot"] = c => c.Input.Dot(c.Other),
        ["outer"] = c => c.Input.Outer(c.Other),
        ["einsum"] = c => Tensor.Einsum(c.Text("equation", ""), c.Tensors("operands")),
        ["addmm"] = c => c.Input.Addmm(c.Tensor("mat1"), c.Tensor("mat2"), c.Number("beta", 1), c.Number("alpha", 1)),
        ["baddbmm"] = c => c.Input.Baddbmm(c.Tensor("batch1"), c.Tensor("batch2"), c.Number("beta", 1), c.Number("alpha", 1)),
        ["nn.functional.linear"] = c => c.Input.Linear(c.Tensor("weight"), c.TensorOrNull("bias")),

        ["__rmatmul__"] = c => c.Other.MatMul(c.Input),
        ["addbmm"] = c => c.Input.Addbmm(c.Tensor("batch1"), c.Tensor("batch2"), c.Number("beta", 1), c.Number("alpha", 1)),
        ["addmv"] = c => c.Input.Addmv(c.Tensor("mat"), c.Tensor("vec"), c.Number("beta", 1), c.Number("alpha", 1)),
        ["addr"] = c => c.Input.Addr(c.Tensor("vec1"), c.Tensor("vec2"), c.Number("beta", 1), c.Number("alpha", 1)),
        ["cross"] = c => c.Input.Cross(c.Other, c.Int("dim")),
        ["inner"] = c => c.Input.Inner(c.Other),
        ["kron"] = c => c.Input.Kron(c.Other),
        ["linalg.cross"] = c => c.Input.Cross(c.Other, c.Int("dim", -1)),
        ["linalg.multi_dot"] = c => Tensor.MultiDot(c.Tensors("tensors")),
        ["linalg.vecdot"] = c => c.Input.Vecdot(c.Other, c.Int("dim", -1)),
        ["tensordot"] = c => c.IsList("dims") ? c.Input.Tensordot(c.Other, c.Lists("dims")[0], c.Lists("dims")[1]) : c.Input.Tensordot(c.Other, c.Int("dims", 2)),
        ["trace"] = c => c.Input.Trace(),
        ["vdot"] = c => c.Input.Vdot(c.Other),
        ["block_diag"] = c => Tensor.BlockDiag(c.Tensors("*tensors")),
        ["cartesian_prod"] = c => Tensor.CartesianProd(c.Tensors("*tensors")),
        ["combinations"] = c => c.Input.Combinations(c.Int("r", 2), c.Flag("with_replacement")),
        ["cdist"] = Distances,
        ["linalg.matrix_power"] = c => c.Input.MatrixPower(c.Int("n")),
        ["nn.functional.bilinear"] = c => Tensor.Bilinear(c.Tensor("input1"), c.Tensor("input2"), c.Tensor("weight"), c.TensorOrNull("bias")),
    };

    // How PyTorch computes it is not what it is.
    private static GoldenOutputs Distances(GoldenCall c)
    {
        _ = c.Text("compute_mode", "");
        return c.Tensor("x1").CDist(c.Tensor("x2"), c.Number("p", 2));
    }
}
