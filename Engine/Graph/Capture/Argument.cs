namespace PyDeepTensorNet;

/// <summary>What a captured step is given in the place of an argument: a contiguous tensor of its own, led to the caller's memory where that is laid out so, else to a copy.</summary>
internal sealed class Argument
{
    private Storage? _copy;
    private bool _isCopied;

    public Argument(Tensor input)
    {
        Tensor = new(Storage.Allocate(input.DType, input.ElementCount, Placement.None), input.Shape);
        if (input.IsWeak) Tensor.MarkWeak();
        Set(input);
    }

    public Tensor Tensor { get; }

    public bool Fits(Tensor input) => input.DType == Tensor.DType && input.Shape == Tensor.Shape && input.IsWeak == Tensor.IsWeak;

    /// <summary>Takes a tensor that <see cref="Fits"/>; the caller has pinned the memory.</summary>
    public void Set(Tensor input)
    {
        if (input.IsContiguous && input.Offset == 0 && input.Storage is { IsMovable: true, IsState: false })
        {
            Tensor.Storage.PointTo(input.Storage);
            _isCopied = false;
            return;
        }
        if (!_isCopied) Tensor.Storage.PointTo(_copy ??= Storage.Allocate(input.DType, input.ElementCount, Placement.Fixed));
        _isCopied = true;
        if (input.IsContiguous) Tensor.Storage.CopyFrom(input.Storage, input.Offset);
        else Tensor.Write(input);
    }
}
