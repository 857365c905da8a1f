namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>One axis as several, whose sizes multiply to its own; one of them may be -1 and is inferred. What Flatten undoes.</summary>
    /// <exception cref="ShapeException">The axis does not exist, there are no sizes, or they do not multiply to that of the axis.</exception>
    public Tensor Unflatten(int dim, params ReadOnlySpan<int> sizes)
    {
        int axis = SliceAxis(nameof(Unflatten), dim), size = Shape[axis], inferred = sizes.IndexOf(-1);
        long known = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (i == inferred) continue;
            if (sizes[i] < 0) throw new ShapeException($"Unflatten: size {sizes[i]} in {Shape.Format(sizes)} is negative; one -1 at most, the size to infer, is allowed");
            known *= sizes[i];
        }
        int[] parts = sizes.ToArray();
        if (inferred >= 0 && known > 0 && size % known == 0) known *= parts[inferred] = (int)(size / known);
        if (sizes.IsEmpty || known != size || parts.Contains(-1)) throw new ShapeException($"Unflatten: axis {axis} of {Shape}, size {size}, does not become {Shape.Format(sizes)}; the sizes must multiply to {size}");
        return Reshape([.. Shape.Dims[..axis], .. parts, .. Shape.Dims[(axis + 1)..]]);
    }
}
