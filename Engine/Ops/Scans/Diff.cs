namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The differences of neighbours along an axis, y[i] = x[i+1] - x[i], taken <paramref name="n"/> times; each time the axis loses an element. Truth values differ or do not.</summary>
    /// <param name="n">How often; 0 gives the tensor itself.</param>
    /// <param name="dim">The axis.</param>
    /// <param name="prepend">What to put before the tensor along the axis first.</param>
    /// <param name="append">What to put after it.</param>
    /// <exception cref="ShapeException">The tensor is 0-d, the axis does not exist, <paramref name="n"/> is negative, or what is put before or after does not fit.</exception>
    /// <exception cref="DTypeException">What is put before or after is of another dtype.</exception>
    public Tensor Diff(int n = 1, int dim = -1, Tensor? prepend = null, Tensor? append = null)
    {
        int axis = SliceAxis(nameof(Diff), dim);
        if (n < 0) throw new ShapeException($"Diff: {n} times along axis {axis} of {Shape}; give 0 or more");
        Tensor differences = prepend is null && append is null ? this : Cat([.. new[] { prepend, this, append }.OfType<Tensor>()], axis);
        for (int i = 0; i < n && differences.Shape[axis] > 0; i++) differences = differences.Neighbours(axis, (left, right) => DType == DType.Bool ? right.Ne(left) : right - left);
        return differences;
    }

    /// <summary>A function of each element but the last along an axis, and the one behind it.</summary>
    private Tensor Neighbours(int axis, Func<Tensor, Tensor, Tensor> function)
    {
        int pairs = Math.Max(Shape[axis] - 1, 0);
        return function(Narrow(axis, 0, pairs), Narrow(axis, Shape[axis] - pairs, pairs));
    }
}
