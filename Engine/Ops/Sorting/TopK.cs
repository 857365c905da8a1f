namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The <paramref name="k"/> largest elements along an axis, in descending order, or the smallest in ascending order, and their places (int64); the gradient goes back to those places. Of equal
    /// elements the first ones are taken; NaN counts as the largest.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist, or has fewer elements than <paramref name="k"/>.</exception>
    public (Tensor Values, Tensor Indices) TopK(int k, int dim = -1, bool largest = true)
    {
        int axis = Shape.Axis("TopK", dim), size = Shape.SizeAt(axis);
        if (k < 0 || k > size) throw new ShapeException($"TopK: {k} elements of axis {axis} of {Shape}, size {size}; take from 0 to {size}");
        if (Rank == 0 && k == 0) throw new ShapeException("TopK: a 0-d tensor has one element and no axis that could become empty; take 1, or Unsqueeze(0) it");
        Tensor places = First("TopK", axis, k, largest);
        return (Gather(axis, places), places);
    }
}
