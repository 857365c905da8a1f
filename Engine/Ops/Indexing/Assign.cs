namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Refuses a value that an in-place write would silently cut off from the tape, or that this dtype cannot hold.</summary>
    private void CheckAssignable(string op, Tensor value)
    {
        if (Journal.Recording is { } journal && value.DType.IsFloating() && (value.RequiresGrad || (journal.Find(value) is var node and >= 0 && !journal[node].IsLeaf)))
        {
            throw new TapeException($"{op}: the value {value.Describe()} would be differentiated by the open tape, but writes in place are not recorded, so no gradient would reach it; build the result with Stack, Cat or Where, or write value.Detach()");
        }
        if (value.DType == DType) return;
        bool fits = DType switch
        {
            DType.Float32 or DType.Float64 => value.IsWeak || !value.DType.IsFloating(),
            DType.Int64 => value.DType == DType.Int32,
            _ => false,
        };
        if (!fits) throw new DTypeException($"{op}: a value of {value.DType.Name()} is not written into {Describe()} silently; cast it with To(DType.{DType})");
    }

    /// <summary>The value in this dtype and the shape of the part that it is written to, apart from this memory.</summary>
    private Tensor FitTo(string op, Shape part, Tensor value)
    {
        Shape given = value.Shape;
        value = value.To(DType);
        while (value.Rank > part.Rank && value.Shape[0] == 1) value = value.Squeeze(0);
        bool fits = value.Rank <= part.Rank;
        for (int i = 1; fits && i <= value.Rank; i++) fits = value.Shape[^i] == 1 || value.Shape[^i] == part[^i];
        if (!fits) throw new ShapeException($"{op}: a value of shape {given} does not broadcast to {part}, the part of {Describe()} to write; Reshape it, or index another part");
        // A value that overlaps the part must be read before it is written.
        if (ReferenceEquals(value.Storage, Storage)) value = value.Clone();
        return value.Expand(part);
    }
}
