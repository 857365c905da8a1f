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

    public Tensor Forward(Tensor x)
    {
        Tensor y = Tensor.Empty(x.Shape, x.DType);
        y.Write(x);
        return y;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => dy;
}
