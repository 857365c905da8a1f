namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The derivative of <see cref="Lgamma"/>, elementwise, integers as float32; infinite at 0, NaN at the negative integers; d digamma(x) = polygamma(1, x) dx.
    /// </summary>
    public Tensor Digamma() => Polygamma(0);
}
