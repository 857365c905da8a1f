namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The vectors along an axis divided by their p-norm, x / max(norm, eps), so that each has length 1.</summary>
    /// <exception cref="ArgumentException"><paramref name="p"/> is NaN.</exception>
    /// <exception cref="ShapeException">The axis does not exist, or has no elements and <paramref name="p"/> is negative or infinite.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Normalize(double p = 2, int dim = 1, double eps = 1e-12) => this / Norm(p, dim, keepDim: true).ClampMin(eps);

    /// <summary>The slices of an axis whose p-norm exceeds <paramref name="maxNorm"/> scaled down to it, the others as they are.</summary>
    /// <exception cref="ArgumentException"><paramref name="p"/> is not positive, or <paramref name="maxNorm"/> is negative.</exception>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the axis does not exist.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Renorm(double p, int dim, double maxNorm)
    {
        if (!(p > 0)) throw new ArgumentException($"Renorm: p is {p}; a norm to scale by needs one above 0");
        if (!(maxNorm >= 0)) throw new ArgumentException($"Renorm: the largest norm {maxNorm} is negative");
        if (Rank < 2) throw new ShapeException($"Renorm: {Shape} has {Rank} axes; it needs two or more, whose slices are scaled");
        int axis = Shape.Axis("Renorm", dim);
        Tensor norms = Norm(p, [.. Enumerable.Range(0, Rank).Where(i => i != axis)], keepDim: true);
        // PyTorch's guard against a division by 0, which is part of the value.
        return this * Where(norms.Gt(maxNorm), maxNorm / (norms + 1e-7), 1);
    }
}
