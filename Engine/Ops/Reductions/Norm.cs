using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The p-norm of all elements, (sum of |x|^p)^(1/p), for any p: 0 counts those that are not 0, inf and -inf take the largest and smallest |x|. Its gradient is sign(x) (|x| / norm)^(p-1),
    /// 0 where the norm or the element is 0; equal largest or smallest ones share it evenly.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="p"/> is NaN.</exception>
    /// <exception cref="ShapeException">There are no elements, and <paramref name="p"/> is negative or infinite.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Norm(double p = 2) => Norm(p, []);

    /// <summary>The p-norm along one axis; see <see cref="Norm(double)"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="p"/> is NaN.</exception>
    /// <exception cref="ShapeException">The axis does not exist, or has no elements and <paramref name="p"/> is negative or infinite.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Norm(double p, int dim, bool keepDim = false) => Norm(p, [dim], keepDim);

    /// <summary>The p-norm along the named axes, all if none is named; see <see cref="Norm(double)"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="p"/> is NaN.</exception>
    /// <exception cref="ShapeException">An axis does not exist, is named twice, or has no elements and <paramref name="p"/> is negative or infinite.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Norm(double p, ReadOnlySpan<int> dims, bool keepDim = false)
    {
        CheckFloating("Norm");
        if (double.IsNaN(p)) throw new ArgumentException("Norm: p is NaN; 2 is the Euclidean norm, 1 the sum of magnitudes");
        var axes = new AxisReduction("Norm", Shape, dims, keepDim);
        if (p < 0 || double.IsInfinity(p)) axes.CheckNotEmpty("Norm", Shape);
        return Apply.Transform(new NormOp(axes, p), this);
    }
}

internal readonly record struct NormOp(AxisReduction Axes, double P) : ITransformOp, IKinkedOp
{
    public string Name => "Norm";

    public Residuals Residuals => P == 0 ? Residuals.None : Residuals.First | Residuals.Output;

    public Tensor Forward(Tensor x) => x.DType == DType.Float32 ? Axes.Run<float, float, Kernel<float>>(x, new(P)) : Axes.Run<double, double, Kernel<double>>(x, new(P));

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        if (P == 0) return Tensor.Zeros(shape, dy.DType);
        if (double.IsInfinity(P))
        {
            Tensor sign = Apply.Unary(new AbsPowOp(0, Signed: true), x), size = Apply.Unary(new AbsPowOp(1, Signed: false), x);
            return Axes.ShareEvenly(size.Eq(Axes.Restore(y, shape)), dy) * sign;
        }
        // A norm of 0 is replaced before it is divided by: dividing first would turn the second derivative's 0 into 0 / 0.
        Tensor zero = y.Eq(0), scale = Tensor.Where(zero, 0, dy / Tensor.Where(zero, 1, y).Pow(P - 1));
        return (P == 2 ? x : Apply.Unary(new AbsPowOp(P - 1, Signed: true), x)) * Axes.Restore(scale, shape);
    }

    public IEnumerable<double> Margins(IReadOnlyList<Tensor> inputs) =>
        double.IsInfinity(P) ? Axes.Leads(P > 0 ? inputs[0].Abs() : -inputs[0].Abs())
        : P <= 1 ? inputs[0].ToArray<double>()
        : Forward(inputs[0]).ToArray<double>();

    private readonly struct Kernel<T>(double p) : IRowKernel<T, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Run(ReadOnlySpan<T> row) => p switch
        {
            double.PositiveInfinity => T.Abs(TensorPrimitives.MaxMagnitude(row)),
            double.NegativeInfinity => T.Abs(TensorPrimitives.MinMagnitude(row)),
            0 => Sum(row),
            1 => Sum(row),
            2 => T.Sqrt(Sum(row)),
            _ => T.Pow(Sum(row), T.CreateChecked(1 / p)),
        };

        private T Sum(ReadOnlySpan<T> row) => Kernels.Sums.Sum<T, T, SumOfPowers<T>>(row, new(p));
    }

    private readonly struct SumOfPowers<T>(double p) : Kernels.IBlockSum<T, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Sum(ReadOnlySpan<T> block)
        {
            if (p == 1) return TensorPrimitives.SumOfMagnitudes(block);
            if (p == 2) return TensorPrimitives.SumOfSquares(block);
            T sum = T.Zero, exponent = T.CreateChecked(p);
            if (p == 0)
            {
                foreach (T value in block) sum += T.IsZero(value) ? T.Zero : T.One;
            }
            else
            {
                foreach (T value in block) sum += T.Pow(T.Abs(value), exponent);
            }
            return sum;
        }
    }
}

/// <summary>|x|^e, with the sign of x if Signed, and 0 at 0; each form is the other's derivative.</summary>
internal readonly record struct AbsPowOp(double Exponent, bool Signed) : IUnaryOp
{
    public string Name => "AbsPow";

    public Residuals Residuals => Exponent == 0 ? Residuals.None : Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [0] };

    public double Scalar(double x)
    {
        double size = Math.Abs(x), power = size is 0 or double.NaN ? size : Math.Pow(size, Exponent);
        return Signed ? Math.CopySign(power, x) : power;
    }

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T exponent = T.CreateChecked(Exponent);
        for (int i = 0; i < y.Length; i++)
        {
            T size = T.Abs(x[i]);
            T power = T.IsZero(size) ? T.Zero : Exponent == 0 ? T.One : Exponent == 1 ? size : T.Pow(size, exponent);
            y[i] = T.IsNaN(size) ? size : Signed ? T.CopySign(power, x[i]) : power;
        }
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Exponent == 0 ? Tensor.ZerosLike(dy) : dy * (Apply.Unary(new AbsPowOp(Exponent - 1, !Signed), x) * Exponent);
}
