namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The matrix [n, m] (square where <paramref name="m"/> is null) with ones on its diagonal and zeros elsewhere.</summary>
    /// <exception cref="ShapeException">A size is negative.</exception>
    public static Tensor Eye(int n, int? m = null, DType dtype = DType.Float32)
    {
        Tensor y = Zeros([n, m ?? n], dtype);
        switch (dtype)
        {
            case DType.Float32: Mark(y.Span<float>(), y.Shape, 1); break;
            case DType.Float64: Mark(y.Span<double>(), y.Shape, 1); break;
            case DType.Int64: Mark(y.Span<long>(), y.Shape, 1); break;
            case DType.Int32: Mark(y.Span<int>(), y.Shape, 1); break;
            default: Mark(y.Span<bool>(), y.Shape, true); break;
        }
        return y;

        static void Mark<T>(Span<T> y, Shape shape, T one)
        {
            for (int i = 0; i < Math.Min(shape[0], shape[1]); i++) y[i * shape[1] + i] = one;
        }
    }
}
