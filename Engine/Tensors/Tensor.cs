using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet;

/// <summary>
/// An n-dimensional array of one <see cref="PyDeepTensorNet.DType"/>: shape, strides and offset over storage that views share.
/// While a <see cref="Tape"/> is open on this thread, every operation on floating tensors is recorded, so that
/// <see cref="Tape.Gradient(Tensor, IReadOnlyList{Tensor}, Tensor?, bool, bool)"/> can differentiate it.
/// </summary>
public sealed partial class Tensor
{
    /// <summary>Row-major contiguous where null.</summary>
    private int[]? _strides;

    /// <summary>Null where the tensor has been taken back: see <see cref="Recycler"/>.</summary>
    private Storage? _storage;

    /// <summary>Where the open tape recorded this value: see Journal. 0 is nowhere. One word, so that threads sharing a parameter never read half of it.</summary>
    internal long Record;
    private Extras? _extras;

    /// <summary>What few tensors have.</summary>
    private sealed class Extras
    {
        public string? Name;
        public bool RequiresGrad;
        public Tensor? Grad;
        public bool Weak;
        public Func<Tensor, Tensor?>[]? Hooks;
    }

    internal Tensor(Storage storage, Shape shape, int[]? strides = null, int offset = 0)
    {
        _storage = storage;
        Shape = shape;
        _strides = strides;
        // A view without elements may start past the end of the memory.
        Offset = shape.ElementCount == 0 ? 0 : offset;
    }

    internal Storage Storage
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _storage ?? throw Retired();
        private set => _storage = value;
    }

    internal int Offset { get; private set; }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; private set; }

    /// <summary>The element type.</summary>
    public DType DType => Storage.DType;

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public int ElementCount => Shape.ElementCount;

    /// <summary>Elements between neighbours along each axis; 0 on an expanded axis, negative never.</summary>
    public ReadOnlySpan<int> Strides => _strides ?? Shape.Strides;

    /// <summary>Whether the elements lie in row-major order without gaps, so that they can be read as one span.</summary>
    [MemberNotNullWhen(false, nameof(_strides))]
    public bool IsContiguous => _strides is null;

    /// <summary>A name for messages and printed tapes; modules name their parameters as PyTorch's state dict does.</summary>
    public string? Name
    {
        get => _extras?.Name;
        set => (_extras ??= new()).Name = value;
    }

    /// <summary>Whether <see cref="Backward"/> accumulates into <see cref="Grad"/>; true for the parameters of modules. <see cref="Tape.Gradient(Tensor, IReadOnlyList{Tensor}, Tensor?, bool, bool)"/> does not need it.</summary>
    /// <exception cref="DTypeException">Set on a tensor that is not floating.</exception>
    public bool RequiresGrad
    {
        get => _extras is { RequiresGrad: true };
        set
        {
            if (value && !DType.IsFloating()) throw new DTypeException($"RequiresGrad: {Describe()} is not differentiable; only float32 and float64 tensors are, cast it with To(DType.Float32)");
            if (value || _extras is not null) (_extras ??= new()).RequiresGrad = value;
        }
    }

    /// <summary>What <see cref="Backward"/> has accumulated for this tensor; null before the first call and after <see cref="ZeroGrad"/>.</summary>
    public Tensor? Grad
    {
        get => _extras?.Grad;
        set
        {
            if (value is not null || _extras is not null) (_extras ??= new()).Grad = value?.Keep();
        }
    }

    /// <summary>What the user wants called with this tensor's cotangents; null where nothing is.</summary>
    internal Func<Tensor, Tensor?>[]? Hooks => _extras?.Hooks;

    /// <summary>Puts a new array in place of the old one, which the sweep of another thread may be reading.</summary>
    internal void ChangeHooks(Func<Func<Tensor, Tensor?>[], Func<Tensor, Tensor?>[]> change)
    {
        Extras extras = _extras ??= new();
        lock (extras) extras.Hooks = change(extras.Hooks ?? []) is { Length: > 0 } hooks ? hooks : null;
    }

    /// <summary>Made by an implicit conversion from a C# scalar: takes the dtype of what it is combined with.</summary>
    internal bool IsWeak => _extras is { Weak: true };

    /// <summary>See <see cref="IsWeak"/>.</summary>
    internal void MarkWeak() => (_extras ??= new()).Weak = true;

    /// <summary>A tensor with undefined elements for the result of an operation.</summary>
    internal static Tensor Empty(Shape shape, DType dtype) => dtype switch
    {
        DType.Float32 => Empty<float>(shape),
        DType.Float64 => Empty<double>(shape),
        DType.Int64 => Empty<long>(shape),
        DType.Int32 => Empty<int>(shape),
        _ => Empty<bool>(shape),
    };

    /// <inheritdoc cref="Empty(Shape, DType)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Tensor Empty<T>(Shape shape) where T : unmanaged => Empty<T>(shape, Recycler.Current);

    /// <summary>The same for those who know what new tensors of this thread come from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Tensor Empty<T>(Shape shape, Recycler? recycler) where T : unmanaged =>
        recycler is null ? new(Storage<T>.New(shape.ElementCount, false), shape) : recycler.Make<T>(shape);

    /// <summary>The same for a value of the user's, which is never taken back.</summary>
    internal static Tensor New(Shape shape, DType dtype) => new(Storage.Allocate(dtype, shape.ElementCount), shape);

    /// <summary>Takes ownership of <paramref name="data"/>.</summary>
    internal static Tensor Owning<T>(T[] data, Shape shape) where T : unmanaged => new(new Storage<T>(data), shape);

    /// <summary>Another view of this storage; strides that are row-major for the shape are dropped.</summary>
    internal Tensor Alias(Shape shape, int[]? strides, int offset)
    {
        if (strides is not null && IsRowMajor(shape, strides)) strides = null;
        return Recycler.ForView(Storage) is { } recycler ? recycler.View(Storage, shape, strides, offset) : new(Storage, shape, strides, offset);
    }

    /// <summary>Whether another tensor has the same dtype, shape and strides.</summary>
    internal bool HasLayoutOf(Tensor other) => DType == other.DType && Shape == other.Shape && Strides.SequenceEqual(other.Strides);

    private static bool IsRowMajor(Shape shape, int[] strides)
    {
        if (shape.ElementCount == 0) return true;
        int expected = 1;
        for (int i = strides.Length - 1; i >= 0; i--)
        {
            if (shape[i] == 1) continue;
            if (strides[i] != expected) return false;
            expected *= shape[i];
        }
        return true;
    }

    /// <summary>The elements of a contiguous tensor; the caller has checked dtype and layout.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Span<T>() where T : unmanaged
    {
        Storage<T> storage = Unsafe.As<Storage<T>>(Storage);
        storage.Lease?.OnSpan();
        if (MemoryWatch.IsActive) MemoryWatch.ReportTouched(storage);
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref storage.First, (nint)(uint)Offset), Shape.ElementCount);
    }

    /// <summary>The storage from this tensor's first element on; for strided reading.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<T> Window<T>() where T : unmanaged => Unsafe.As<Storage<T>>(Storage).Elements[Offset..];

    /// <summary>The elements as a read-only span of the tensor's own memory, without a copy.</summary>
    /// <exception cref="DTypeException"><typeparamref name="T"/> is not the element type.</exception>
    /// <exception cref="ShapeException">The layout is strided; call <c>Contiguous()</c> first.</exception>
    public ReadOnlySpan<T> AsReadOnlySpan<T>() where T : unmanaged
    {
        CheckSpan<T>(nameof(AsReadOnlySpan));
        if (MemoryWatch.IsActive) MemoryWatch.ReportRead(nameof(AsReadOnlySpan), this);
        Storage.Lease?.Escaped = true;
        return Span<T>();
    }

    private void CheckSpan<T>(string op) where T : unmanaged
    {
        CheckElement<T>(op);
        if (!IsContiguous) throw new ShapeException($"{op}: the view {Shape} has strides {Shape.Format(Strides)} and is not contiguous; call Contiguous() first, or ToArray<{ClrName(DType)}>() for a copy");
    }

    private void CheckElement<T>(string op) where T : unmanaged
    {
        if (DTypes.Of<T>() != DType) throw new DTypeException($"{op}: the tensor {Describe()} does not hold {DTypes.Of<T>().Name()}; take {op}<{ClrName(DType)}>() or cast with To(DType.{DTypes.Of<T>()})");
    }

    /// <summary>A copy of the elements in row-major order.</summary>
    /// <exception cref="DTypeException"><typeparamref name="T"/> is not the element type.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        CheckElement<T>(nameof(ToArray));
        if (MemoryWatch.IsActive) MemoryWatch.ReportRead(nameof(ToArray), this);
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        if (IsContiguous) return Span<T>().ToArray();
        T[] data = new T[ElementCount];
        Kernels.Strided.Gather(Window<T>(), Shape, Strides, 0, data);
        return data;
    }

    /// <summary>The one element of a tensor, converted to <typeparamref name="T"/> (checked for integers).</summary>
    /// <exception cref="ShapeException">The tensor does not have exactly one element.</exception>
    public T Item<T>() where T : unmanaged, System.Numerics.INumberBase<T>
    {
        if (ElementCount != 1) throw new ShapeException($"Item: {Shape} has {ElementCount} elements, not one; reduce it (Sum, Mean) or index it first");
        if (MemoryWatch.IsActive) MemoryWatch.ReportRead(nameof(Item), this);
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        return DType switch
        {
            DType.Float32 => T.CreateChecked(Window<float>()[0]),
            DType.Float64 => T.CreateChecked(Window<double>()[0]),
            DType.Int64 => T.CreateChecked(Window<long>()[0]),
            DType.Int32 => T.CreateChecked(Window<int>()[0]),
            _ => Window<bool>()[0] ? T.One : T.Zero,
        };
    }

    /// <summary>The one element of a tensor as a double.</summary>
    /// <exception cref="ShapeException">The tensor does not have exactly one element.</exception>
    public double Item() => Item<double>();

    /// <summary>dtype and shape, as messages give them: <c>float32[32, 4]</c>, with the name in front where there is one.</summary>
    internal string Describe() => Name is null ? $"{DType.Name()}{Shape}" : $"{Name} {DType.Name()}{Shape}";

    internal static string ClrName(DType dtype) => dtype switch
    {
        DType.Float32 => "float",
        DType.Float64 => "double",
        DType.Int64 => "long",
        DType.Int32 => "int",
        _ => "bool",
    };
}
