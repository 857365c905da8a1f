namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(params ReadOnlySpan<int> shape) => Zeros(Shape.Create(shape), DType.Float32);

    /// <summary>A tensor of zeros (false).</summary>
    public static Tensor Zeros(Shape shape, DType dtype) => new(Storage.Allocate(dtype, shape.ElementCount, Placement.Zeroed), shape);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(params ReadOnlySpan<int> shape) => Full(Shape.Create(shape), 1);

    /// <summary>A tensor of ones (true).</summary>
    public static Tensor Ones(Shape shape, DType dtype) => Full(shape, 1, dtype);

    /// <summary>A tensor of one value; any but 0 is true.</summary>
    /// <exception cref="DTypeException">An integer dtype does not hold the value.</exception>
    public static Tensor Full(Shape shape, double value, DType dtype = DType.Float32) => Full(nameof(Full), shape, value, dtype);

    private static Tensor Full(string op, Shape shape, double value, DType dtype)
    {
        if (dtype.IsInteger() && !Holds(dtype, value)) throw DoesNotHold(op, dtype, value);
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Tensor y = New(shape, dtype);
        switch (dtype)
        {
            case DType.Float32: y.Span<float>().Fill((float)value); break;
            case DType.Float64: y.Span<double>().Fill(value); break;
            case DType.Int64: y.Span<long>().Fill((long)value); break;
            case DType.Int32: y.Span<int>().Fill((int)value); break;
            default: y.Span<bool>().Fill(value != 0); break;
        }
        return y;
    }

    /// <summary>Zeros in the shape of <paramref name="other"/>, and in its dtype where none is given.</summary>
    public static Tensor ZerosLike(Tensor other, DType? dtype = null) => Zeros(other.Shape, dtype ?? other.DType);

    /// <summary>Ones in the shape of <paramref name="other"/>, and in its dtype where none is given.</summary>
    public static Tensor OnesLike(Tensor other, DType? dtype = null) => Full(other.Shape, 1, dtype ?? other.DType);

    /// <summary>One value in the shape of <paramref name="other"/>, and in its dtype where none is given.</summary>
    /// <exception cref="DTypeException">An integer dtype does not hold the value.</exception>
    public static Tensor FullLike(Tensor other, double value, DType? dtype = null) => Full(other.Shape, value, dtype ?? other.DType);
}
