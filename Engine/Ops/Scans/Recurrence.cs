namespace PyDeepTensorNet;

/// <summary>
/// The linear recurrence y[i] = b[i] + a[i] y[i-1] along an axis of two tensors of one shape; in reverse y[i] = b[i] + a[i+1] y[i+1]. Each direction is the other's derivative by b,
/// which makes running products differentiable any number of times without a division.
/// </summary>
internal readonly record struct RecurrenceOp(int Axis, bool Reverse) : INaryOp
{
    public string Name => "Recurrence";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs[0], inputs[1]) : Run<double>(inputs[0], inputs[1]);

    public void Vjp(Pullback pull)
    {
        Tensor back = Apply.Nary(this with { Reverse = !Reverse }, pull.Input(0), pull.Dy);
        pull.Add(1, back);
        if (!pull.Needs(0)) return;
        // a[i] carries what came up to i - 1 to what hangs on i.
        (Tensor up, Tensor down) = Reverse ? (back, pull.Output) : (pull.Output, back);
        pull.Add(0, Shift(up, Axis, 0) * down);
    }

    /// <summary>The elements one place further along the axis, with a number in the first place and without the last element.</summary>
    public static Tensor Shift(Tensor x, int axis, double first)
    {
        if (x.Rank == 0) return Tensor.FullLike(x, first);
        int size = x.Shape[axis];
        if (size == 0) return x;
        int[] dims = x.Shape.ToArray();
        dims[axis] = 1;
        return Tensor.Cat([Tensor.Full(dims, first, x.DType), x.Narrow(axis, 0, size - 1)], axis);
    }

    private Tensor Run<T>(Tensor a, Tensor b) where T : unmanaged, System.Numerics.INumber<T>
    {
        Tensor y = Tensor.Empty(b.Shape, b.DType);
        Kernels.Scans.Recurrence<T>(a.Contiguous().Span<T>(), b.Contiguous().Span<T>(), y.Span<T>(), b.Shape.SizeAt(Axis), b.Shape.CountAfter(Axis), Reverse);
        return y;
    }
}
