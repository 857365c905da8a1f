using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The magnitude of a with the sign of b (-0 counts as negative), elementwise with broadcasting, integers as float32; the derivative by a is 1 or -1, 0 where a is 0, that by b is 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Copysign(Tensor other) => Apply.Binary(new CopysignOp(), this, other);

    /// <summary>The magnitudes with the sign of a C# number.</summary>
    public Tensor Copysign(double other) => Copysign((Tensor)other);
}

internal readonly record struct CopysignOp : IBinaryOp
{
    public string Name => "Copysign";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Domain DomainA => Domain.Positive;

    public Domain DomainB => Domain.Positive;

    public double Scalar(double a, double b) => Math.CopySign(a, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.CopySign(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(a.Eq(0), 0, Tensor.Where(a.Eq(y), dy, -dy));

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);
}
