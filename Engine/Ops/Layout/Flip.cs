namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>A copy with the order of the elements along the named axes reversed; its own derivative.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor Flip(params ReadOnlySpan<int> dims)
    {
        if (dims.IsEmpty) return this;
        int[] axes = new int[dims.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            axes[i] = Shape.Axis("Flip", dims[i]);
            if (axes.AsSpan(0, i).Contains(axes[i])) throw new ShapeException($"Flip: {Shape.Format(dims)} names axis {axes[i]} of {Shape} twice; name each axis once");
        }
        return Rank == 0 ? this : Apply.Transform(new FlipOp(axes), this);
    }
}

internal readonly record struct FlipOp(int[] Axes) : ITransformOp
{
    public string Name => "Flip";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        Tensor y = Tensor.Empty(x.Shape, x.DType);
        if (y.ElementCount == 0) return y;
        // Written backwards; a tensor with negative strides never leaves this method.
        int[] strides = y.Strides.ToArray();
        int offset = 0;
        foreach (int axis in Axes)
        {
            offset += (y.Shape[axis] - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }
        new Tensor(y.Storage, y.Shape, strides, offset).Write(x);
        return y;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Transform(this, dy);
}
