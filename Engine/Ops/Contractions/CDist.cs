namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The p-norms of the differences of all pairs of rows, [.., n, d] and [.., m, d] -> [.., n, m]; leading axes broadcast. Exact also where rows nearly agree, since each difference is taken by
    /// itself; the gradient of a distance of 0 is 0.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="p"/> is negative or NaN.</exception>
    /// <exception cref="ShapeException">A tensor has fewer than two axes, the last sizes differ, or the leading axes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are not floating.</exception>
    public Tensor CDist(Tensor other, double p = 2)
    {
        if (!(p >= 0)) throw new ArgumentException($"CDist: p is {p}; distances need one from 0 on");
        if (Rank < 2 || other.Rank < 2 || Shape[^1] != other.Shape[^1]) throw new ShapeException($"CDist: {Shape} and {other.Shape}: both need two axes or more, the last of one size; give points as rows");
        Tensor differences = Unsqueeze(-2) - other.Unsqueeze(-3);
        // Points without coordinates all lie together.
        return differences.Shape[^1] == 0 ? differences.Sum(-1) : differences.Norm(p, -1);
    }
}
