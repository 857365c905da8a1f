using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The signs of the determinants of square matrices (-1, 0 or 1, not differentiable) and the logarithms of their magnitudes, which neither overflow nor underflow: [.., n, n] -> [..] each. The
    /// derivative of the logarithm is A^-T.
    /// </summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the matrices are not square.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public (Tensor Sign, Tensor LogAbsDet) SlogDet()
    {
        CheckSquareFloating("SlogDet");
        int n = Shape[^1];
        return (Matrices.Each(this, [], (a, y, _) => y[0] = Elimination.LogDeterminant(a, n).Sign), Apply.Transform(new LogAbsDetOp(), this));
    }

    /// <summary>The logarithms of the determinants of square matrices, [.., n, n] -> [..]: NaN where one is negative, -inf where it is 0.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the matrices are not square.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor LogDet()
    {
        (Tensor sign, Tensor log) = SlogDet();
        return Where(sign.Lt(0), double.NaN, log);
    }
}

internal readonly record struct LogAbsDetOp : ITransformOp
{
    public string Name => "LogAbsDet";

    public Residuals Residuals => Residuals.First;

    public Tensor Forward(Tensor x)
    {
        int n = x.Shape[^1];
        return Matrices.Each(x, [], (a, y, _) => y[0] = Elimination.LogDeterminant(a, n).Log);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => dy.Unsqueeze(-1).Unsqueeze(-1) * x.Inverse().T;
}
