using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Part of a tensor. Integers, <c>^1</c>, ranges, slices, new axes and an ellipsis give a view, without a copy; with index tensors or masks the result is a copy:
    /// index tensors broadcast together, their axes stand where the indexed ones stood if those are neighbours, else in front. (An integer is applied first, as in PyTorch; NumPy counts it
    /// among the index tensors.) The gradient goes to where the elements came from, added up where one was taken several times.
    /// <para>
    /// Setting writes in place, a value that broadcasts to the part. The write is not recorded: it may not touch a recorded result, nor take a value that the open tape would have to differentiate.
    /// </para>
    /// </summary>
    /// <param name="items">One item for each axis, from the first on; axes without one are whole.</param>
    /// <exception cref="TensorIndexException">More items than axes, or a place or range outside its axis.</exception>
    /// <exception cref="ShapeException">A mask's shape is not that of its axes, index tensors do not broadcast, or the value does not broadcast to the part.</exception>
    /// <exception cref="DTypeException">An index tensor is not int32, int64 or bool, or the value does not fit the dtype without loss.</exception>
    /// <exception cref="TapeException">The write would make a recorded gradient wrong.</exception>
    [IndexerName("Part")]
    public Tensor this[params ReadOnlySpan<TensorIndex> items]
    {
        get
        {
            Tensor view = Basic(items, out List<AdvancedIndex.Item>? advanced);
            if (advanced is null) return view;
            Places places = AdvancedIndex.Resolve(this, view, advanced, out Shape result);
            return Apply.Part(new PickOp("Index", places, result), view);
        }
        set
        {
            GuardSource("Index", value);
            Journal journal = Journal.OfThread;
            bool paused = journal.Suspend();
            try
            {
                Write(items, value);
            }
            finally
            {
                journal.Resume(paused);
            }
        }
    }

    private void Write(ReadOnlySpan<TensorIndex> items, Tensor value)
    {
        Tensor view = Basic(items, out List<AdvancedIndex.Item>? advanced);
        Shape part = view.Shape;
        Places places = advanced is null ? default : AdvancedIndex.Resolve(this, view, advanced, out part);
        value = ForPart("Index", value, part);
        view.CheckApart("Index");
        GuardWrite("Index");
        if (advanced is null)
        {
            view.Overwrite(value);
            return;
        }
        value = value.Expand(part);
        if (Journal.Capturing is { } recorder) Capture(recorder, view, places, value);
        else Put(view, places, value);
    }

    private static void Capture(Recorder recorder, Tensor view, Places places, Tensor value) => recorder.Act("IndexPut", [value], view, () => Put(view, places, value));

    private static void Put(Tensor view, Places places, Tensor value)
    {
        // Places are those of a row-major tensor.
        Tensor target = view.Contiguous();
        PutOp.Put(places, ReferenceEquals(value.Storage, target.Storage) ? value.Clone() : value, target);
        if (!ReferenceEquals(target, view)) view.Write(target);
    }

    /// <summary>A value to write to a part of this tensor: of its dtype, and of a shape that broadcasts to the part.</summary>
    private Tensor ForPart(string op, Tensor value, Shape part)
    {
        Shape given = value.Shape;
        value = AsOwnDType(op, value);
        while (value.Rank > part.Rank && value.Shape[0] == 1) value = value.Squeeze(0);
        bool fits = value.Rank <= part.Rank;
        for (int i = 1; fits && i <= value.Rank; i++) fits = value.Shape[^i] == 1 || value.Shape[^i] == part[^i];
        return fits ? value : throw new ShapeException($"{op}: a value of shape {given} does not broadcast to {part}, the part of {Describe()} to write; Reshape it, or index another part");
    }

    /// <summary>The view that all items but tensors give, and the tensors with their axes of that view.</summary>
    private Tensor Basic(ReadOnlySpan<TensorIndex> items, out List<AdvancedIndex.Item>? advanced)
    {
        advanced = null;
        int covered = 0, ellipses = 0;
        foreach (TensorIndex item in items)
        {
            covered += item.Axes;
            if (item.Which == TensorIndex.Kind.Ellipsis) ellipses++;
        }
        if (covered > Rank) throw new TensorIndexException($"Index: [{Text(items)}] covers {covered} axes, {Describe()} has {Rank}; leave items out, or use NewAxis for a new axis");
        if (ellipses > 1) throw new TensorIndexException($"Index: [{Text(items)}] has {ellipses} ellipses; one at most can stand for the remaining axes");
        Tensor view = this;
        // The next axis of the view, and the axis of this tensor that it comes from, which messages name.
        int axis = 0, own = 0;
        foreach (TensorIndex item in items)
        {
            switch (item.Which)
            {
                case TensorIndex.Kind.At:
                    // ^0 lies one past the end, where -0 would be the beginning.
                    int place = item.Start.GetOffset(Shape[own]);
                    if ((uint)place >= (uint)Shape[own]) throw OutOfRange("Index", item.Start, own);
                    view = view.Select(axis, place);
                    own++;
                    break;
                case TensorIndex.Kind.Range:
                    (int start, int length) = Bounds(own++, item);
                    view = view.Stretch(axis++, start, length, 1);
                    break;
                case TensorIndex.Kind.Slice:
                    own++;
                    view = view.Slice(axis++, Bound(item.Start), item.End.Equals(^0) ? null : Bound(item.End), item.Step);
                    break;
                case TensorIndex.Kind.NewAxis:
                    view = view.Unsqueeze(axis++);
                    break;
                case TensorIndex.Kind.Ellipsis:
                    axis += Rank - covered;
                    own += Rank - covered;
                    break;
                default:
                    (advanced ??= []).Add(new(axis, own, item.Places!));
                    axis += item.Axes;
                    own += item.Axes;
                    break;
            }
        }
        return view;

        static int Bound(Index bound) => bound.IsFromEnd ? -bound.Value : bound.Value;

        static string Text(ReadOnlySpan<TensorIndex> items)
        {
            string[] parts = new string[items.Length];
            for (int i = 0; i < parts.Length; i++) parts[i] = items[i].ToString();
            return string.Join(", ", parts);
        }
    }

    private (int Start, int Length) Bounds(int axis, TensorIndex range)
    {
        int size = Shape[axis], start = range.Start.GetOffset(size), end = range.End.GetOffset(size);
        if (start < 0 || end < start || end > size)
        {
            throw new TensorIndexException($"Index: range {range} does not lie within axis {axis} of {Describe()}, size {size}; TensorIndex.Slice cuts bounds to the axis");
        }
        return (start, end - start);
    }
}
