using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The values in another dtype; this tensor itself if it has it already. Floats truncate toward zero when cast to integers, where NaN becomes 0; what lies beyond the
    /// target's range becomes its end, infinity for floats; anything but 0 is true. Between the floating types the
    /// derivative is 1; a cast to an integer or bool cuts the gradient.
    /// </summary>
    public Tensor To(DType dtype) => dtype == DType ? this : Apply.Transform(new CastOp(dtype), this);

    /// <inheritdoc cref="To(DType)"/>
    public Tensor Float() => To(DType.Float32);

    /// <inheritdoc cref="To(DType)"/>
    public Tensor Double() => To(DType.Float64);

    /// <summary>This tensor, integers and truth values as float32: for functions whose values are fractions.</summary>
    private Tensor Floating() => DType.IsFloating() ? this : To(DType.Float32);
}

internal readonly record struct CastOp(DType Target) : ITransformOp
{
    public string Name => "To";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        if (!x.IsContiguous) x = x.Clone();
        return x.DType switch
        {
            DType.Float32 => From(x, x.Span<float>()),
            DType.Float64 => From(x, x.Span<double>()),
            DType.Int64 => From(x, x.Span<long>()),
            DType.Int32 => From(x, x.Span<int>()),
            _ => FromBool(x),
        };
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => dy.To(dy.DType == DType.Float32 ? DType.Float64 : DType.Float32);

    private Tensor From<T>(Tensor x, ReadOnlySpan<T> source) where T : unmanaged, System.Numerics.INumber<T>
    {
        Tensor y = Tensor.Empty(x.Shape, Target);
        switch (Target)
        {
            case DType.Float32: TensorPrimitives.ConvertSaturating(source, y.Span<float>()); break;
            case DType.Float64: TensorPrimitives.ConvertSaturating(source, y.Span<double>()); break;
            case DType.Int64: TensorPrimitives.ConvertSaturating(source, y.Span<long>()); break;
            case DType.Int32: TensorPrimitives.ConvertSaturating(source, y.Span<int>()); break;
            default:
                Span<bool> truths = y.Span<bool>();
                for (int i = 0; i < truths.Length; i++) truths[i] = !T.IsZero(source[i]);
                break;
        }
        return y;
    }

    private Tensor FromBool(Tensor x)
    {
        Tensor numbers = Tensor.Empty(x.Shape, DType.Int32);
        Span<int> target = numbers.Span<int>();
        ReadOnlySpan<bool> source = x.Span<bool>();
        for (int i = 0; i < target.Length; i++) target[i] = source[i] ? 1 : 0;
        return numbers.To(Target);
    }
}
