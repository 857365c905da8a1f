namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// A view in which axes of size 1 repeat to the given sizes, without a copy; -1 keeps a size, and further axes may be put in front. The gradient is summed over the repeats.
    /// </summary>
    /// <exception cref="ShapeException">An axis that is not 1 would change its size.</exception>
    public Tensor Expand(params ReadOnlySpan<int> sizes)
    {
        if (sizes.SequenceEqual(Shape)) return this;
        int added = sizes.Length - Rank;
        if (added < 0) throw new ShapeException($"Expand: {Shape} has {Rank} axes, more than the {sizes.Length} of {Shape.Format(sizes)}; name a size, or -1, for each axis");
        int[] dims = sizes.ToArray();
        for (int i = 0; i < dims.Length; i++)
        {
            int own = i < added ? 1 : Shape[i - added];
            if (dims[i] == -1 && i >= added) dims[i] = own;
            else if (own != 1 && own != dims[i] || dims[i] < 0) throw new ShapeException($"Expand: {Shape} does not expand to {Shape.Format(sizes)}: axis {i - added} has size {own} and cannot become {dims[i]}; only axes of size 1 repeat");
        }
        return Apply.Transform(new ExpandOp(Shape.Owning(dims)), this);
    }

    /// <summary>The same as <see cref="Expand"/>, under NumPy's name.</summary>
    public Tensor BroadcastTo(Shape shape) => Expand(shape);

    /// <summary>Views of the tensors at the one shape that they broadcast to.</summary>
    /// <exception cref="ShapeException">They do not broadcast.</exception>
    public static Tensor[] BroadcastTensors(params ReadOnlySpan<Tensor> tensors)
    {
        Shape shape = Shape.Scalar;
        foreach (Tensor tensor in tensors) shape = Shape.Broadcast("BroadcastTensors", shape, tensor.Shape);
        Tensor[] views = tensors.ToArray();
        for (int i = 0; i < views.Length; i++) views[i] = views[i].Expand(shape);
        return views;
    }

    /// <summary>The same for a shape that this one is known to broadcast to.</summary>
    internal Tensor ExpandTo(Shape shape) => Shape == shape ? this : Apply.Transform(new ExpandOp(shape), this);
}

internal readonly record struct ExpandOp(Shape Target) : ITransformOp
{
    public string Name => "Expand";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        Span<int> strides = stackalloc int[Target.Rank];
        Apply.BroadcastStrides(x, Target, strides);
        return x.Alias(Target, Shape.Interned(strides), x.Offset);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => dy.SumToSize(shape);
}
