using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// (x - t)^2 / (2 beta) of distances |x - t| below beta and |x - t| - beta / 2 from there on; the derivative is (x - t) / beta brought into [-1, 1]. With beta 0 it is <see cref="L1Loss"/>.
    /// </summary>
    /// <exception cref="ShapeException">Input and target differ in shape.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is negative or NaN.</exception>
    public Tensor SmoothL1Loss(Tensor target, Reduction reduction = Reduction.Mean, double beta = 1)
    {
        const string Op = "SmoothL1Loss";
        if (!(beta >= 0)) throw new ArgumentOutOfRangeException(nameof(beta), $"{Op}: beta {beta} must be 0 or more: below it the loss is a square");
        Losses.CheckPair(Op, this, target);
        Tensor difference = this - target;
        return Losses.Reduce(Op, beta == 0 ? difference.Abs() : Apply.Unary(new SmoothL1Op(beta), difference), reduction);
    }
}

/// <summary>x^2 / (2 beta) where |x| is below beta, |x| - beta / 2 elsewhere.</summary>
internal readonly record struct SmoothL1Op(double Beta) : IUnaryOp
{
    public string Name => "SmoothL1";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [-Beta, Beta] };

    public double Scalar(double x) => Math.Abs(x) < Beta ? x * x / Beta / 2 : Math.Abs(x) - Beta / 2;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T beta = T.CreateChecked(Beta), half = T.CreateChecked(0.5);
        for (int i = 0; i < y.Length; i++)
        {
            T size = T.Abs(x[i]);
            y[i] = size < beta ? size * size / beta * half : size - beta * half;
        }
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (x.Clamp(-Beta, Beta) / Beta);
}
