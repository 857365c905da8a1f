namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether each element is among those of another tensor, or is not where <paramref name="invert"/> is set, as a bool tensor; NaN is equal to nothing.</summary>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor IsIn(Tensor elements, bool invert = false)
    {
        Tensor x = this;
        if (x.DType != elements.DType) Apply.Promote("IsIn", ref x, ref elements);
        HashSet<ulong> known = [.. elements.Keys()];
        if (x.DType.IsFloating()) known.Remove(Kernels.Order.Key(double.NaN));
        return Owning(Array.ConvertAll(x.Keys(), key => known.Contains(key) != invert), Shape);
    }
}
