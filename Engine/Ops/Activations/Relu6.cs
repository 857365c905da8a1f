namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>min(max(x, 0), 6), elementwise, integers as float32; the derivative is 1 between 0 and 6, and 0 there and outside.</summary>
    public Tensor Relu6() => Apply.Unary(new HardtanhOp("Relu6", 0, 6), this);
}
