using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The nearest whole number, of two the even one, elementwise; with <paramref name="decimals"/> the nearest with so many decimals, or of tens, hundreds .. if negative. The derivative is 0.</summary>
    public Tensor Round(int decimals = 0) => Apply.Unary(new RoundOp(decimals), this);
}

internal readonly record struct RoundOp(int Decimals) : IIntegerUnaryOp
{
    public string Name => "Round";

    public Residuals Residuals => Residuals.None;

    public Domain Domain => Domain.Reals with { Kinks = [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5], Period = 1 };

    public double Scalar(double x)
    {
        double scale = Math.Pow(10, Math.Abs(Decimals));
        return Decimals < 0 ? Math.Round(x / scale) * scale : double.IsFinite(x * scale) ? Math.Round(x * scale) / scale : x;
    }

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Decimals == 0)
        {
            TensorPrimitives.Round(x, y);
            return;
        }
        T scale = T.CreateSaturating(Math.Pow(10, Math.Abs(Decimals)));
        for (int i = 0; i < y.Length; i++)
        {
            T scaled = Decimals < 0 ? x[i] / scale : x[i] * scale;
            // What overflows is so large that it has no decimals.
            y[i] = !T.IsFinite(scaled) ? x[i] : Decimals < 0 ? T.Round(scaled) * scale : T.Round(scaled) / scale;
        }
    }

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T>
    {
        if (Decimals >= 0)
        {
            x.CopyTo(y);
            return;
        }
        // Beyond nineteen digits every integer is nearest to 0.
        if (!T.TryParse("1" + new string('0', Math.Min(-Decimals, 30)), null, out T scale))
        {
            y.Clear();
            return;
        }
        T half = scale / (T.One + T.One);
        for (int i = 0; i < y.Length; i++)
        {
            (T tens, T rest) = T.DivRem(x[i], scale);
            T size = T.Abs(rest);
            if (size > half || (size == half && T.IsOddInteger(tens))) tens += T.CreateChecked(T.Sign(x[i]));
            y[i] = tens * scale;
        }
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);
}
