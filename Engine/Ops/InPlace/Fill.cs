namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Writes one value over all elements, as <see cref="CopyFrom"/> would.</summary>
    /// <exception cref="ShapeException">This is an expanded view, whose elements share memory.</exception>
    /// <exception cref="TapeException">This is the result of an operation on an open tape.</exception>
    /// <exception cref="DTypeException">An integer dtype does not hold the value.</exception>
    public void Fill_(double value) => Fill(nameof(Fill_), value);

    /// <summary>Writes 0 (false) over all elements, as <see cref="CopyFrom"/> would.</summary>
    /// <exception cref="ShapeException">This is an expanded view, whose elements share memory.</exception>
    /// <exception cref="TapeException">This is the result of an operation on an open tape.</exception>
    public void Zero_() => Fill(nameof(Zero_), 0);

    private void Fill(string op, double value)
    {
        Tensor scalar = Full(op, Shape.Scalar, value, DType);
        CheckApart(op);
        GuardWrite(op);
        Overwrite(scalar);
    }
}
