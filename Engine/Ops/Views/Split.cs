namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Views of <paramref name="size"/> elements each along an axis, the last one smaller if the axis does not divide.</summary>
    /// <exception cref="ShapeException">The axis does not exist, or the size is not positive.</exception>
    public Tensor[] Split(int size, int dim = 0)
    {
        int axis = SliceAxis(nameof(Split), dim), total = Shape[axis];
        if (size < 1) throw new ShapeException($"Split: parts of {size} elements do not cover axis {axis} of {Shape}; give a positive size, or the number of parts to Chunk");
        var parts = new Tensor[Math.Max(1, (total - 1) / size + 1)];
        for (int i = 0; i < parts.Length; i++) parts[i] = Stretch(axis, i * size, Math.Min(size, total - i * size), 1);
        return parts;
    }

    /// <summary>Views of the given sizes along an axis, which they must fill.</summary>
    /// <exception cref="ShapeException">The axis does not exist, or the sizes do not add up to it.</exception>
    public Tensor[] Split(ReadOnlySpan<int> sizes, int dim = 0)
    {
        int axis = SliceAxis(nameof(Split), dim);
        long sum = 0;
        foreach (int size in sizes)
        {
            if (size < 0) throw new ShapeException($"Split: size {size} in {Shape.Format(sizes)} is negative; sizes are 0 or more");
            sum += size;
        }
        if (sum != Shape[axis]) throw new ShapeException($"Split: the sizes {Shape.Format(sizes)} add up to {sum}, axis {axis} of {Shape} has {Shape[axis]}; the parts must fill the axis");
        var parts = new Tensor[sizes.Length];
        for (int i = 0, start = 0; i < parts.Length; start += sizes[i++]) parts[i] = Stretch(axis, start, sizes[i], 1);
        return parts;
    }

    /// <summary>At most <paramref name="chunks"/> views of equal size along an axis, the last one smaller if the axis does not divide; fewer where the axis is too short.</summary>
    /// <exception cref="ShapeException">The axis does not exist, or the number is not positive.</exception>
    public Tensor[] Chunk(int chunks, int dim = 0)
    {
        int axis = SliceAxis(nameof(Chunk), dim);
        if (chunks < 1) throw new ShapeException($"Chunk: {chunks} chunks of axis {axis} of {Shape}; ask for 1 or more");
        return Split(Math.Max(1, (int)(((long)Shape[axis] + chunks - 1) / chunks)), axis);
    }

    /// <summary>The views at each place of an axis, which falls away.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor[] Unbind(int dim = 0)
    {
        int axis = SliceAxis(nameof(Unbind), dim);
        var parts = new Tensor[Shape[axis]];
        for (int i = 0; i < parts.Length; i++) parts[i] = Select(axis, i);
        return parts;
    }
}
