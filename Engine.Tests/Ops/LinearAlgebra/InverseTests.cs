namespace PyDeepTensorNet.Tests.Ops.LinearAlgebra;

[TestClass]
public sealed class InverseTests
{
    [TestMethod]
    public void Inverse_OfABatch_TimesItIsTheIdentity()
    {
        var generator = new Generator(3);
        Tensor x = Tensor.Randn([4, 20, 20], DType.Float64, generator).T, product = x.Inverse().MatMul(x);
        Assert.IsTrue(product.AllClose(Tensor.Eye(20, null, DType.Float64), 0, 1e-11));
        Assert.IsTrue(x.MatrixPower(-2).MatMul(x).MatMul(x).AllClose(Tensor.Eye(20, null, DType.Float64), 0, 1e-9));
        Assert.IsTrue(x.MatrixPower(5).AllClose(x.MatMul(x).MatMul(x).MatMul(x).MatMul(x)));
        Assert.AreEqual(new Shape(2, 0, 0), Tensor.Zeros(2, 0, 0).Inverse().Shape);
    }

    [TestMethod]
    public void Inverse_WithoutOne_SaysWhichMatrix()
    {
        Tensor x = Tensor.Stack([Tensor.Eye(2), Tensor.Ones(2, 2)]);
        Expect.Throws<ArgumentException>("Inverse: matrix 1 of [2, 2, 2] is singular and has no inverse; add a small multiple of the identity, or use Pinv", () => x.Inverse());
        Expect.Throws<ShapeException>("Inverse: [2, 3] is not a square matrix, nor a batch of them; the last two sizes must be equal", () => Tensor.Ones(2, 3).Inverse());
        Expect.Throws<ShapeException>("MatrixPower: [2] is not a square matrix, nor a batch of them; the last two sizes must be equal", () => Tensor.Ones(2).MatrixPower(2));
        Expect.Throws<DTypeException>("Inverse: int64[2, 2] is not floating, and Inverse is a fraction; cast it with To(DType.Float32)", () => Tensor.Ones([2, 2], DType.Int64).Inverse());
    }

    [TestMethod]
    public void Pairs_BadArguments_SayWhatFits()
    {
        Tensor x = Tensor.Ones(2, 3);
        Expect.Throws<ShapeException>("CDist: [2, 3] and [4]: both need two axes or more, the last of one size; give points as rows", () => x.CDist(Tensor.Ones(4)));
        Expect.Throws<ArgumentException>("CDist: p is -1; distances need one from 0 on", () => x.CDist(x, -1));
        Expect.Throws<ShapeException>("CartesianProd: tensor 1 has shape [2, 3]; each must be a list, Flatten it", () => Tensor.CartesianProd(Tensor.Ones(2), x));
        Expect.Throws<ShapeException>("Combinations: [2, 3] has 2 axes; it chooses from a list, Flatten it", () => x.Combinations());
        Expect.Throws<ShapeException>("BlockDiag: tensor 0 has shape [1, 2, 3]; blocks are matrices", () => Tensor.BlockDiag(x.Unsqueeze(0)));
        Expect.Throws<ShapeException>("Bilinear: inputs [2, 3] and [2, 3] x weight [1, 3, 4] (out, in1, in2): the inputs' last sizes must be 3 and 4", () => Tensor.Bilinear(x, x, Tensor.Ones(1, 3, 4)));
        Expect.Throws<ShapeException>("Bilinear: inputs [2, 3] and [3]: all axes but the last must agree", () => Tensor.Bilinear(x, Tensor.Ones(3), Tensor.Ones(1, 3, 3)));
        Expect.Throws<ShapeException>("Bilinear: the bias has shape [2]; for the weight [1, 3, 3] it must be [1]", () => Tensor.Bilinear(x, x, Tensor.Ones(1, 3, 3), Tensor.Ones(2)));
    }
}
