namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>How often each number occurs in a list of integers: y[v] is the count of v (int64), or the sum of the weights where it stands, which are differentiable.</summary>
    /// <param name="weights">What each element counts, of this shape; integers count as float64.</param>
    /// <param name="minLength">The least length of the result, which otherwise ends with the largest number.</param>
    /// <exception cref="ShapeException">The tensor is not a list, the weights have another shape, or <paramref name="minLength"/> is negative.</exception>
    /// <exception cref="DTypeException">The tensor is not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">A number is negative, or larger than a tensor is long.</exception>
    public Tensor Bincount(Tensor? weights = null, int minLength = 0)
    {
        if (Rank != 1) throw new ShapeException($"Bincount: {Shape} has {Rank} axes; it counts in a list, Flatten it");
        if (weights is not null && weights.Shape != Shape) throw new ShapeException($"Bincount: {Shape} with weights {weights.Shape}; give a weight for each element");
        if (minLength < 0) throw new ShapeException($"Bincount: the least length {minLength} is negative");
        long[] values = Places.Read("Bincount", this);
        int[] offsets = new int[values.Length];
        int length = minLength;
        for (int i = 0; i < offsets.Length; i++)
        {
            if ((ulong)values[i] >= (ulong)Array.MaxLength) throw new TensorIndexException($"Bincount: {values[i]} at [{i}] is out of range; numbers run from 0 to {Array.MaxLength - 1}");
            offsets[i] = (int)values[i];
            length = Math.Max(length, offsets[i] + 1);
        }
        Tensor each = weights ?? Ones(Shape, DType.Int64);
        if (weights is not null && !weights.DType.IsFloating()) each = weights.To(DType.Float64);
        return Apply.Transform(new PlaceOp(new(offsets, 1), [length]), each);
    }
}
