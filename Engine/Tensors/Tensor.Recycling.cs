using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>A tensor that <see cref="Renew"/> makes one of.</summary>
    internal Tensor() => Shape = Shape.Scalar;

    /// <summary>
    /// Takes this tensor out of what <see cref="Tape.Reset"/> takes back, with the memory that it shows, and returns it: <c>best = loss.Keep()</c>. Other tensors that show the same memory are taken back, but not the
    /// memory. On a thread without a recycling tape (<see cref="TapeOptions.Recycle"/>) every tensor is kept.
    /// </summary>
    /// <exception cref="TapeException">The tensor has already been taken back.</exception>
    public Tensor Keep()
    {
        Recycler.Own?.Keep(this);
        return this;
    }

    /// <summary>Becomes another tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Renew(Storage storage, Shape shape, int[]? strides, int offset)
    {
        _storage = storage;
        if (!ReferenceEquals(Shape, shape)) Shape = shape;
        if (!ReferenceEquals(_strides, strides)) _strides = strides;
        Offset = shape.ElementCount == 0 ? 0 : offset;
        Record = 0;
        if (_extras is not null) _extras = null;
    }

    /// <summary>Is no tensor any more: every use of its memory throws.</summary>
    internal void Retire() => _storage = null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TapeException Retired() => new($"The tensor {(Name is null ? "" : Name + " ")}{Shape}{Recycler.OriginOf(this)} was made before tape.Reset(), which took it back; use it before, take it out with Keep(), or open the tape without TapeOptions.Recycle");
}
