namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// How many elements lie in each of that many equal intervals from <paramref name="min"/> to <paramref name="max"/>, in the tensor's dtype; elements outside and NaN are not counted. Where both
    /// bounds are the same they are the smallest and the largest element, and if these are equal too, 1 below and above. Not differentiable.
    /// </summary>
    /// <exception cref="ArgumentException">The number of intervals is not positive, <paramref name="min"/> exceeds <paramref name="max"/>, or a bound is not finite.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Histc(int bins = 100, double min = 0, double max = 0)
    {
        CheckFloating("Histc");
        if (bins < 1) throw new ArgumentException($"Histc: {bins} intervals; ask for 1 or more");
        double[] values = Detach().To(DType.Float64).ToArray<double>();
        if (min == max && values.Length > 0) (min, max) = (values.Min(), values.Max());
        if (min == max) (min, max) = (min - 1, max + 1);
        if (!double.IsFinite(max - min) || min > max) throw new ArgumentException($"Histc: from {min} to {max} is no interval; give finite bounds, the smaller one first");
        double[] counts = new double[bins];
        foreach (double value in values)
        {
            if (value >= min && value <= max) counts[Math.Min((int)((value - min) / (max - min) * bins), bins - 1)]++;
        }
        return From(counts).To(DType);
    }
}
