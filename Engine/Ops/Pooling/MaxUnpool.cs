namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Puts each element back where a max pool found it, among zeros; the inverse of the pool as far as there is one. Gradients come back from those places.
    /// </summary>
    /// <param name="indices">What <see cref="MaxPool1dWithIndices"/> returned; int64, of this shape.</param>
    /// <param name="outputSize">The last size of the result, that of the pool's input.</param>
    /// <exception cref="ShapeException">The indices have another shape, or the axes do not fit.</exception>
    /// <exception cref="DTypeException">The indices are not integers.</exception>
    /// <exception cref="TensorIndexException">An index is outside of <paramref name="outputSize"/>.</exception>
    public Tensor MaxUnpool1d(Tensor indices, Sizes outputSize) => MaxUnpool("MaxUnpool1d", 1, indices, outputSize);

    /// <summary>The same for two axes; see <see cref="MaxUnpool1d"/>.</summary>
    /// <inheritdoc cref="MaxUnpool1d"/>
    public Tensor MaxUnpool2d(Tensor indices, Sizes outputSize) => MaxUnpool("MaxUnpool2d", 2, indices, outputSize);

    /// <summary>The same for three axes; see <see cref="MaxUnpool1d"/>.</summary>
    /// <inheritdoc cref="MaxUnpool1d"/>
    public Tensor MaxUnpool3d(Tensor indices, Sizes outputSize) => MaxUnpool("MaxUnpool3d", 3, indices, outputSize);

    private Tensor MaxUnpool(string op, int axes, Tensor indices, Sizes outputSize)
    {
        if (Rank != axes + 1 && Rank != axes + 2) throw new ShapeException($"{op}: {Shape}: the input must have {axes} spatial ax{(axes == 1 ? "is" : "es")} behind the channels, with or without a batch; add what is missing with Unsqueeze");
        if (indices.Shape != Shape) throw new ShapeException($"{op}: input {Shape}, indices {indices.Shape}: each element needs its index; pass the indices that the pool of these values returned");
        int[] sizes = outputSize.For(op, "output size", axes, 0, 0);
        int[] outer = Shape.Dims[..^axes].ToArray();
        int plane = 1;
        foreach (int size in sizes) plane *= size;
        int last = outer.Length;
        return Zeros([.. outer, plane], DType).Scatter(last, indices.Flatten(last), Flatten(last)).Reshape([.. outer, .. sizes]);
    }
}
