namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>A view with the axes in another order, without a copy: axis i of the result is axis <c>dims[i]</c> of this.</summary>
    /// <exception cref="ShapeException">The list is not a permutation of the axes.</exception>
    public Tensor Permute(params ReadOnlySpan<int> dims)
    {
        if (dims.Length != Rank) throw new ShapeException($"Permute: {Shape.Format(dims)} names {dims.Length} axes, {Shape} has {Rank}; name each axis once");
        int[] axes = new int[dims.Length];
        Span<bool> seen = stackalloc bool[Math.Max(Rank, 1)];
        for (int i = 0; i < dims.Length; i++)
        {
            axes[i] = Shape.Axis("Permute", dims[i]);
            if (seen[axes[i]]) throw new ShapeException($"Permute: {Shape.Format(dims)} names axis {axes[i]} of {Shape} twice; name each axis once");
            seen[axes[i]] = true;
        }
        return Apply.Transform(new PermuteOp(axes), this);
    }

    /// <summary>A view with axis <paramref name="source"/> moved to <paramref name="destination"/>, the others in their order.</summary>
    /// <exception cref="ShapeException">An axis does not exist.</exception>
    public Tensor MoveDim(int source, int destination) => MoveDim([source], [destination]);

    /// <summary>A view with each axis of <paramref name="source"/> moved to the place that <paramref name="destination"/> names, the others in their order.</summary>
    /// <exception cref="ShapeException">The lists differ in length, or an axis does not exist or is named twice.</exception>
    public Tensor MoveDim(ReadOnlySpan<int> source, ReadOnlySpan<int> destination)
    {
        if (source.Length != destination.Length) throw new ShapeException($"MoveDim: {source.Length} axes {Shape.Format(source)} do not go to {destination.Length} places {Shape.Format(destination)}; name a place for each axis");
        if (source.IsEmpty) return this;
        int[] axes = new int[Math.Max(Rank, 1)];
        Array.Fill(axes, -1);
        var others = new List<int>(Enumerable.Range(0, axes.Length));
        for (int i = 0; i < source.Length; i++)
        {
            int from = Shape.Axis("MoveDim", source[i]), to = Shape.Axis("MoveDim", destination[i]);
            if (!others.Remove(from) || axes[to] >= 0) throw new ShapeException($"MoveDim: {Shape.Format(source)} to {Shape.Format(destination)} names an axis of {Shape} twice; name each axis once");
            axes[to] = from;
        }
        if (Rank == 0) return this;
        int next = 0;
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i] < 0) axes[i] = others[next++];
        }
        return Permute(axes);
    }
}

internal readonly record struct PermuteOp(int[] Axes) : ITransformOp
{
    public string Name => "Permute";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        int[] dims = new int[Axes.Length], strides = new int[Axes.Length];
        for (int i = 0; i < dims.Length; i++) (dims[i], strides[i]) = (x.Shape[Axes[i]], x.Strides[Axes[i]]);
        return x.Alias(Shape.Owning(dims), strides, x.Offset);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        int[] inverse = new int[Axes.Length];
        for (int i = 0; i < inverse.Length; i++) inverse[Axes[i]] = i;
        return Apply.Transform(new PermuteOp(inverse), dy);
    }
}
