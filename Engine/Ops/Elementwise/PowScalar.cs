using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// x^c with a C# number, elementwise; the derivative is c x^(c-1), 0 for c = 0. Integers to a whole power that is not negative stay integers, and are float32 else.
    /// NaN where a negative base meets a fraction.
    /// </summary>
    public Tensor Pow(double exponent) => Apply.Unary(new PowScalarOp(exponent), exponent >= 0 ? FloatingFor("PowScalar", exponent) : Floating());
}

internal readonly record struct PowScalarOp(double Exponent) : IIntegerUnaryOp
{
    public string Name => "PowScalar";

    public Residuals Residuals => Exponent is 0 or 1 ? Residuals.None : Residuals.First;

    public Domain Domain => double.IsInteger(Exponent) && Exponent >= 0 ? Domain.Reals : Domain.Positive;

    public double Scalar(double x) => Math.Pow(x, Exponent);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (Exponent)
        {
            case 1: x.CopyTo(y); break;
            case 2: TensorPrimitives.Multiply(x, x, y); break;
            case -1: TensorPrimitives.Reciprocal(x, y); break;
            case 3:
                for (int i = 0; i < y.Length; i++) y[i] = x[i] * x[i] * x[i];
                break;
            default:
                T exponent = T.CreateChecked(Exponent);
                for (int i = 0; i < y.Length; i++) y[i] = T.Pow(x[i], exponent);
                break;
        }
    }

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < y.Length; i++)
        {
            T power = T.One, factor = x[i];
            for (long rest = (long)Exponent; rest > 0; rest >>= 1, factor *= factor)
            {
                if ((rest & 1) != 0) power *= factor;
            }
            y[i] = power;
        }
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Exponent switch
    {
        0 => Tensor.ZerosLike(dy),
        1 => dy,
        2 => Apply.Binary(new SquareGradOp(), x, dy),
        _ => dy * (x.Pow(Exponent - 1) * Exponent),
    };
}
