namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// A view of the windows of <paramref name="size"/> elements that start every <paramref name="step"/> elements along an axis: the axis counts the windows, a new last axis their elements.
    /// Windows may overlap; the gradient is summed over them.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist, no window fits, or the step is not positive.</exception>
    public Tensor Unfold(int dim, int size, int step)
    {
        if (Rank == 0) return Unsqueeze(0).Unfold(dim, size, step).Squeeze(0);
        int axis = Shape.Axis("Unfold", dim);
        if (size < 1 || size > Shape[axis]) throw new ShapeException($"Unfold: windows of {size} elements do not fit axis {axis} of {Shape}; sizes from 1 to {Shape[axis]} do");
        if (step < 1) throw new ShapeException($"Unfold: step {step} is not positive; windows start 1 or more elements apart");
        return Apply.Part(new UnfoldOp(axis, size, step), this);
    }
}

internal readonly record struct UnfoldOp(int Axis, int Size, int Step) : IPartOp
{
    public string Name => "Unfold";

    public Residuals Residuals => Residuals.None;

    public Stretch? Stretch => null;

    public Tensor Forward(Tensor x)
    {
        int[] dims = [.. x.Shape.Dims, Size], strides = [.. x.Strides, x.Strides[Axis]];
        dims[Axis] = (x.Shape[Axis] - Size) / Step + 1;
        strides[Axis] *= Step;
        return x.Alias(Shape.Owning(dims), strides, x.Offset);
    }

    public void AddTo(Tensor x, Tensor part) => Forward(x).Accumulate(part);
}
