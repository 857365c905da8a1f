namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// 1.0507 x above 0, 1.0507 * 1.6733 (e^x - 1) elsewhere, elementwise, integers as float32: the constants keep mean 0 and variance 1 from layer to layer (Klambauer et al. 2017).
    /// The derivative is 1.0507 above 0, and 1.0507 * 1.6733 e^x at 0 and below.
    /// </summary>
    public Tensor Selu() => Apply.Unary(new EluOp("Selu", 1.6732632423543772848170429916717, 1.0507009873554804934193349852946, 1), this);
}
