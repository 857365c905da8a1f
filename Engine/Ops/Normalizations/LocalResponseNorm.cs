namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Each element over a power of what <paramref name="size"/> channels around its own (axis 1) hold at its place: x / (k + alpha mean of x^2)^beta, with 0 for channels that do not exist.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than three axes, or the size is not positive.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1)
    {
        CheckFloating("LocalResponseNorm");
        if (Rank < 3) throw new ShapeException($"LocalResponseNorm: {Shape} has {Rank} axes; it must be [samples, channels, ..]");
        if (size < 1) throw new ShapeException($"LocalResponseNorm: {size} channels around each of {Shape}; take 1 or more");
        if (ElementCount == 0) return this;
        int[] padding = new int[2 * (Rank - 1)];
        (padding[^2], padding[^1]) = (size / 2, (size - 1) / 2);
        Tensor means = Square().Pad(padding).Unfold(1, size, 1).Mean(-1);
        return this / (means * alpha + k).Pow(beta);
    }
}
