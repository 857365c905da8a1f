namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// x above 0, alpha (e^(x / alpha) - 1) elsewhere, elementwise, integers as float32: an exponential linear unit whose derivative, 1 above 0 and e^(x / alpha) at 0 and below, does not jump.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is 0.</exception>
    public Tensor Celu(double alpha = 1)
    {
        if (alpha == 0) throw new ArgumentOutOfRangeException(nameof(alpha), "Celu: alpha is 0, and x is divided by it; use Relu for its limit");
        return Apply.Unary(new EluOp("Celu", alpha, 1, 1 / alpha), this);
    }
}
