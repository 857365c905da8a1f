namespace PyDeepTensorNet;

/// <summary>The places of an axis from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
internal readonly record struct Stretch(int Axis, int Start, int End)
{
    /// <summary>This with another that begins where it ends, or ends where it begins; null where the other lies elsewhere.</summary>
    public Stretch? With(Stretch next) =>
        next.Axis != Axis ? null
        : next.Start == End ? this with { End = next.End }
        : next.End == Start ? this with { Start = next.Start }
        : null;

    /// <summary>The shape of these places.</summary>
    public Shape Of(Shape shape)
    {
        int[] dims = shape.ToArray();
        dims[Axis] = End - Start;
        return Shape.Owning(dims);
    }

    /// <summary>A view of them.</summary>
    public Tensor Of(Tensor x) => x.Alias(Of(x.Shape), x.Strides.ToArray(), x.Offset + Start * x.Strides[Axis]);
}

/// <summary>
/// Sums of cotangents, by their nodes, of which only a stretch is written: where parts of a tensor that was taken apart come back side by side, each is copied to its place, and nothing is first set to zero
/// and then added to. Parts that already lie side by side in one memory, as an op leaves them that knows what its inputs are parts of, are the sum as they are.
/// </summary>
internal sealed class PartialSums
{
    /// <summary>Elements of a part below which the plain way is as fast.</summary>
    private const int LeastElements = 4096;

    private readonly Dictionary<int, Sum> _open = [];

    /// <param name="Written">What is written.</param>
    /// <param name="Own">Whether the memory is the sum's own, not that of the parts, which others may still read.</param>
    private readonly record struct Sum(Stretch Written, bool Own);

    /// <summary>
    /// Writes a part into the sum of a node, returns the sum, and says whether it is memory of its own; null where the part must be added to a whole sum.
    /// </summary>
    public Tensor? TryWrite(int node, Shape shape, Tensor? sum, Stretch stretch, Tensor part, out bool owned)
    {
        owned = true;
        if (part.ElementCount < LeastElements) return null;
        // An axis that fell away is one of size 1.
        if (part.Rank < shape.Rank) part = part.Alias(stretch.Of(shape), [.. part.Strides[..stretch.Axis], shape.Strides[stretch.Axis], .. part.Strides[stretch.Axis..]], part.Offset);
        Stretch written = stretch;
        if (sum is null)
        {
            owned = !Lies(part, shape, stretch);
            sum = owned ? Tensor.Empty(shape, part.DType) : part.Alias(shape, null, 0);
        }
        else
        {
            if (!_open.TryGetValue(node, out Sum open) || open.Written.With(stretch) is not { } both) return null;
            (written, owned) = (both, open.Own);
            if (!owned && !(ReferenceEquals(part.Storage, sum.Storage) && Lies(part, shape, stretch))) (sum, owned) = (sum.Clone(), true);
        }
        if (owned) Write(sum, stretch, part);
        if (written.End - written.Start == shape[written.Axis]) _open.Remove(node);
        else _open[node] = new(written, owned);
        return sum;
    }

    /// <summary>Whether a part lies in memory where it would as a part of a whole tensor of this shape, and of nothing else.</summary>
    private static bool Lies(Tensor part, Shape shape, Stretch stretch) =>
        part.Storage.Length == shape.ElementCount && part.Offset == stretch.Start * shape.Strides[stretch.Axis] && part.Strides.SequenceEqual(shape.Strides);

    /// <summary>Whether all sums are whole.</summary>
    public bool IsEmpty => _open.Count == 0;

    /// <summary>The whole sum of a node, in memory of its own, with zeros where nothing is written; null where it is whole already, or none.</summary>
    public Tensor? Complete(int node, Tensor? sum)
    {
        if (!_open.Remove(node, out Sum open)) return null;
        Tensor whole = open.Own ? sum! : sum!.Clone();
        Zero(open.Written with { Start = 0, End = open.Written.Start });
        Zero(open.Written with { Start = open.Written.End, End = whole.Shape[open.Written.Axis] });
        return whole;

        void Zero(Stretch rest)
        {
            if (rest.Start < rest.End) Write(whole, rest, new(Tensor.Zeros(Shape.Scalar, whole.DType).Storage, rest.Of(whole.Shape), new int[whole.Rank]));
        }
    }

    private static void Write(Tensor whole, Stretch stretch, Tensor part)
    {
        Tensor place = stretch.Of(whole);
        if (Journal.Capturing is { } recorder) Capture(recorder, place, part);
        else place.Write(part);
    }

    // By itself, so that the closure is made only here.
    private static void Capture(Recorder recorder, Tensor place, Tensor part) => recorder.Act("Stretch", [part], place, () => place.Write(part));

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        if (!IsEmpty) _open.Clear();
    }
}
