namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>This tensor if its elements already lie in row-major order, else a copy that does; the derivative is 1.</summary>
    public Tensor Contiguous() => IsContiguous ? this : Clone();

    /// <summary>A copy with memory of its own, in row-major order; the derivative is 1.</summary>
    public Tensor Clone() => Apply.Transform(new CloneOp(), this);
}

internal readonly record struct CloneOp : ITransformOp
{
    public string Name => "Clone";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x) => x.DType switch
    {
        DType.Float32 => Tensor.Owning(x.ToArray<float>(), x.Shape),
        DType.Float64 => Tensor.Owning(x.ToArray<double>(), x.Shape),
        DType.Int64 => Tensor.Owning(x.ToArray<long>(), x.Shape),
        DType.Int32 => Tensor.Owning(x.ToArray<int>(), x.Shape),
        _ => Tensor.Owning(x.ToArray<bool>(), x.Shape),
    };

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => dy;
}
