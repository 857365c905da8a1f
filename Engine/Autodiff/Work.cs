namespace PyDeepTensorNet;

/// <summary>An op whose arithmetic is counted: products and sums. A multiplication and an addition are two operations.</summary>
internal interface ICountedOp : IOp
{
    double Flops(ReadOnlySpan<Tensor> inputs, Tensor output);
}

/// <summary>What an op has to do, by formula: rates follow from it and the time.</summary>
internal static class Work
{
    /// <summary>The op's own count; one for each element of an elementwise op, however dear its function is; 0 for what computes nothing or is not counted.</summary>
    public static double Flops<TOp>(TOp op, ReadOnlySpan<Tensor> inputs, Tensor output) where TOp : struct, INamedOp => op switch
    {
        ICountedOp counted => counted.Flops(inputs, output),
        IUnaryOp or IBinaryOp or ITernaryOp or ICompareOp or IPredicateOp => output.ElementCount,
        _ => 0,
    };

    /// <summary>Each input read once and the output written once; nothing for a view.</summary>
    public static double BytesMoved(ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        double bytes = Bytes(output);
        foreach (Tensor input in inputs)
        {
            if (ReferenceEquals(input.Storage, output.Storage)) return 0;
            bytes += Bytes(input);
        }
        return bytes;
    }

    // An expanded tensor shows elements several times that are read once.
    private static double Bytes(Tensor tensor) => (double)Math.Min(tensor.ElementCount, tensor.Storage.Length) * tensor.DType.Size();
}
