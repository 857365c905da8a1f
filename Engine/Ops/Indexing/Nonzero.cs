namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The coordinates of the elements that are not zero (NaN is not), in row-major order: int64 [count, axes].</summary>
    public Tensor Nonzero()
    {
        int[] offsets = Places.Where(To(DType.Bool).Contiguous().Span<bool>()).Offsets;
        long[] coordinates = new long[offsets.Length * Rank];
        for (int i = 0; i < offsets.Length; i++)
        {
            int rest = offsets[i];
            for (int axis = Rank - 1; axis >= 0; axis--) (rest, coordinates[i * Rank + axis]) = Math.DivRem(rest, Shape[axis]);
        }
        return Owning(coordinates, [offsets.Length, Rank]);
    }
}
