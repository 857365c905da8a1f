using System.Collections;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>The sizes of a tensor's axes, outermost first. Immutable; <c>[]</c> is the shape of a 0-d tensor (one element), and a 0 makes a tensor without elements.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IEquatable<Shape>, IEnumerable<int>
{
    private const int KnownBits = 9;
    private static readonly Shape?[] s_known = new Shape?[1 << KnownBits];
    private static readonly int[]?[] s_knownStrides = new int[]?[1 << KnownBits];

    private readonly int[] _dims;
    private int[]? _strides;

    /// <summary>A shape of the given sizes, outermost axis first.</summary>
    /// <exception cref="ShapeException">A size is negative, or the elements exceed 2^31 - 1.</exception>
    public Shape(params ReadOnlySpan<int> dims) : this(dims.ToArray()) { }

    private Shape(int[] dims)
    {
        _dims = dims;
        long count = 1;
        bool empty = false;
        for (int i = 0; i < dims.Length; i++)
        {
            if (dims[i] < 0) throw new ShapeException($"Shape: size {dims[i]} of axis {i} in {Format(dims)} is negative; sizes are 0 or more");
            empty |= dims[i] == 0;
            count = Math.Min(count * dims[i], int.MaxValue);
        }
        if (count > Array.MaxLength && !empty) throw new ShapeException($"Shape: {Format(dims)} has more than {Array.MaxLength} elements; split the tensor");
        ElementCount = empty ? 0 : (int)count;
    }

    /// <summary>The shape of a 0-d tensor.</summary>
    public static Shape Scalar { get; } = new(Array.Empty<int>());

    /// <summary>The number of elements: the product of the sizes, 1 for a 0-d tensor.</summary>
    public int ElementCount { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => _dims.Length;

    /// <summary>The size of axis <paramref name="axis"/>, counted from 0.</summary>
    public int this[int axis] => _dims[axis];

    /// <summary>The size of an axis, which may be counted from the end: <c>shape[^1]</c>.</summary>
    public int this[Index axis] => _dims[axis];

    /// <summary>The sizes.</summary>
    public ReadOnlySpan<int> Dims => _dims;

    /// <summary>Row-major strides in elements.</summary>
    internal int[] Strides => _strides ??= RowMajor(_dims);

    /// <summary>A shape of the given sizes; what a collection expression <c>[2, 3]</c> calls.</summary>
    public static Shape Create(ReadOnlySpan<int> dims)
    {
        if (dims.IsEmpty) return Scalar;
        ref Shape? slot = ref Slot(s_known, dims);
        return slot is { } known && dims.SequenceEqual(known._dims) ? known : slot = new(dims.ToArray());
    }

    /// <summary>Takes ownership of <paramref name="dims"/>.</summary>
    internal static Shape Owning(int[] dims)
    {
        if (dims.Length == 0) return Scalar;
        ref Shape? slot = ref Slot(s_known, dims);
        return slot is { } known && dims.AsSpan().SequenceEqual(known._dims) ? known : slot = new(dims);
    }

    /// <summary>Strides as an array, which nobody may write to: the same for the same strides, as a rule.</summary>
    internal static int[] Interned(ReadOnlySpan<int> strides)
    {
        ref int[]? slot = ref Slot(s_knownStrides, strides);
        return slot is { } known && strides.SequenceEqual(known) ? known : slot = strides.ToArray();
    }

    /// <summary>Where a shape of these sizes is looked for before it is made: a program uses few, again and again, and equal ones that are the same object compare at once.</summary>
    private static ref T Slot<T>(T[] known, ReadOnlySpan<int> dims)
    {
        uint hash = 0;
        foreach (int size in dims) hash = (hash ^ (uint)size) * 0x9E3779B1;
        return ref known[hash >> (32 - KnownBits)];
    }

    /// <summary>The sizes as a span, so that a shape can be passed where sizes are listed.</summary>
    public static implicit operator ReadOnlySpan<int>(Shape shape) => shape._dims;

    /// <summary>A shape of the given sizes.</summary>
    public static implicit operator Shape(int[] dims) => new(dims.AsSpan());

    /// <summary>Whether both shapes have the same sizes.</summary>
    public static bool operator ==(Shape? left, Shape? right) => ReferenceEquals(left, right) || (left is not null && left.Equals(right));

    /// <summary>Whether the shapes differ.</summary>
    public static bool operator !=(Shape? left, Shape? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Shape? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || _dims.Length != other._dims.Length) return false;
        // A loop: so few numbers are compared in less time than it takes to call what compares many.
        for (int i = 0; i < _dims.Length; i++)
        {
            if (_dims[i] != other._dims[i]) return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int d in _dims) hash.Add(d);
        return hash.ToHashCode();
    }

    /// <summary>The sizes in brackets: <c>[32, 4]</c>.</summary>
    public override string ToString() => Format(_dims);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _dims.GetEnumerator();

    /// <summary>The sizes as an array of their own.</summary>
    public int[] ToArray() => _dims.AsSpan().ToArray();

    /// <summary>
    /// The shape that two shapes broadcast to by NumPy's rule: aligned at the right, each pair of sizes equal or one of them 1.
    /// </summary>
    /// <param name="op">The op's name, for the message.</param>
    /// <param name="a">The left operand's shape.</param>
    /// <param name="b">The right operand's shape.</param>
    /// <exception cref="ShapeException">A pair of sizes differs and neither is 1.</exception>
    internal static Shape Broadcast(string op, Shape a, Shape b)
    {
        if (a == b) return a;
        int rank = Math.Max(a.Rank, b.Rank);
        int[] dims = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int x = i <= a.Rank ? a._dims[^i] : 1, y = i <= b.Rank ? b._dims[^i] : 1;
            if (x != y && x != 1 && y != 1)
            {
                throw new ShapeException($"{op}: {a} and {b} do not broadcast: sizes {x} and {y} of axis -{i} differ and neither is 1; Reshape or Unsqueeze one of them");
            }
            dims[^i] = x == 1 ? y : x;
        }
        if (a._dims.AsSpan().SequenceEqual(dims)) return a;
        return b._dims.AsSpan().SequenceEqual(dims) ? b : Owning(dims);
    }

    /// <summary>Axis <paramref name="dim"/> counted from 0, where a negative one counts from the end; a 0-d tensor takes 0 and -1.</summary>
    /// <exception cref="ShapeException">The axis is out of range.</exception>
    internal int Axis(string op, int dim)
    {
        int rank = Math.Max(Rank, 1);
        if (dim < -rank || dim >= rank)
        {
            throw new ShapeException($"{op}: axis {dim} does not exist in {this}; it must be from {-rank} to {rank - 1}");
        }
        return dim < 0 ? dim + rank : dim;
    }

    /// <summary>The size of an axis that <see cref="Axis"/> has checked; 1 for the axis that a 0-d tensor is taken to have.</summary>
    internal int SizeAt(int axis) => Rank == 0 ? 1 : _dims[axis];

    /// <summary>A computed size as one that an axis can have.</summary>
    /// <exception cref="ShapeException">It is too large.</exception>
    internal static int Size(string op, long size, int axis) =>
        size <= Array.MaxLength ? (int)size : throw new ShapeException($"{op}: axis {axis} of the result would have {size} elements; an axis holds {Array.MaxLength} at most");

    /// <summary>The elements that one step along an axis passes over: the product of the sizes behind it.</summary>
    internal int CountAfter(int axis)
    {
        int count = 1;
        for (int i = axis + 1; i < _dims.Length; i++) count *= _dims[i];
        return count;
    }

    private static int[] RowMajor(int[] dims)
    {
        int[] strides = new int[dims.Length];
        int stride = 1;
        for (int i = dims.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            // Only a shape without elements reaches the end of the integers.
            stride = (int)Math.Min((long)stride * Math.Max(dims[i], 1), int.MaxValue);
        }
        return strides;
    }

    internal static string Format(ReadOnlySpan<int> dims)
    {
        var text = new System.Text.StringBuilder("[");
        for (int i = 0; i < dims.Length; i++) text.Append(i == 0 ? "" : ", ").Append(dims[i]);
        return text.Append(']').ToString();
    }
}
