namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The same elements in row-major order under another shape: a view where the layout allows, else a copy. One size may be -1 and is inferred.
    /// </summary>
    /// <exception cref="ShapeException">The number of elements differs, or a size cannot be inferred.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> sizes)
    {
        if (sizes.SequenceEqual(Shape)) return this;
        return Apply.Transform(new ReshapeOp(InferShape("Reshape", sizes)), this);
    }

    /// <summary>The same elements in row-major order under another shape, always as a view that shares memory. One size may be -1 and is inferred.</summary>
    /// <exception cref="ShapeException">The number of elements differs, a size cannot be inferred, or the layout allows no such view.</exception>
    public Tensor View(params ReadOnlySpan<int> sizes)
    {
        if (sizes.SequenceEqual(Shape)) return this;
        Shape target = InferShape("View", sizes);
        if (TryViewStrides(target) is null) throw new ShapeException($"View: {Shape} with strides {Shape.Format(Strides)} cannot be seen as {target} without a copy; use Reshape, which copies where it must");
        return Apply.Transform(new ReshapeOp(target), this);
    }

    private Shape InferShape(string op, ReadOnlySpan<int> sizes)
    {
        int inferred = -1;
        long known = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] >= 0) known *= sizes[i];
            else if (sizes[i] < -1) throw new ShapeException($"{op}: size {sizes[i]} in {Shape.Format(sizes)} is negative; only one -1, the size to infer, is allowed");
            else if (inferred >= 0) throw new ShapeException($"{op}: {Shape.Format(sizes)} has more than one -1; only one size can be inferred");
            else inferred = i;
        }
        int[] dims = sizes.ToArray();
        if (inferred >= 0)
        {
            if (known == 0) throw new ShapeException($"{op}: {Shape} to {Shape.Format(sizes)}: the size -1 cannot be inferred beside a size 0; write it out");
            if (ElementCount % known == 0) known *= dims[inferred] = (int)(ElementCount / known);
        }
        if (known != ElementCount) throw new ShapeException($"{op}: {Shape} with {ElementCount} elements does not fit {Shape.Format(sizes)}{(inferred >= 0 ? $": {ElementCount} is not divisible by {known}" : $" with {known}")}; the number of elements must stay the same");
        return Shape.Owning(dims);
    }

    /// <summary>Strides under which this layout reads as <paramref name="shape"/>, null where none exist.</summary>
    internal int[]? TryViewStrides(Shape shape)
    {
        if (IsContiguous || ElementCount == 0) return shape.Strides;
        int[] strides = new int[shape.Rank];
        int oldAxis = 0, newAxis = 0;
        while (oldAxis < Rank || newAxis < shape.Rank)
        {
            // A group of old axes and one of new axes with the same number of elements; the old group must be one run.
            int oldStart = oldAxis, newStart = newAxis;
            long oldCount = oldAxis < Rank ? Shape[oldAxis++] : 1, newCount = newAxis < shape.Rank ? shape[newAxis++] : 1;
            while (oldCount != newCount)
            {
                if (oldCount < newCount) oldCount *= Shape[oldAxis++];
                else newCount *= shape[newAxis++];
            }
            int run = 1;
            long next = -1;
            for (int i = oldAxis - 1; i >= oldStart; i--)
            {
                if (Shape[i] == 1) continue;
                if (next < 0) run = Strides[i];
                else if (Strides[i] != next) return null;
                next = (long)Strides[i] * Shape[i];
            }
            for (int i = newAxis - 1; i >= newStart; i--)
            {
                strides[i] = run;
                run *= shape[i];
            }
        }
        return strides;
    }
}

internal readonly record struct ReshapeOp(Shape Target) : ITransformOp
{
    public string Name => "Reshape";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        if (x.IsContiguous) return x.Alias(Target, null, x.Offset);
        if (x.TryViewStrides(Target) is { } strides) return x.Alias(Target, strides, x.Offset);
        Tensor copy = x.Clone();
        return copy.Alias(Target, null, copy.Offset);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => dy.Reshape(shape);
}
