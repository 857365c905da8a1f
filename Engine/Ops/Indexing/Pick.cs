using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>
/// Reads places of a tensor: y[j] = x[place j]. Linear; its transpose adds up at places, as <see cref="PlaceOp"/>. Gather, IndexSelect, Take, MaskedSelect are this.
/// </summary>
internal readonly record struct PickOp(string Name, Places Places, Shape Result) : IPartOp
{
    public Residuals Residuals => Residuals.None;

    public Stretch? Stretch => null;

    public Tensor Forward(Tensor x) => x.DType switch
    {
        DType.Float32 => Run<float>(x),
        DType.Float64 => Run<double>(x),
        DType.Int64 => Run<long>(x),
        DType.Int32 => Run<int>(x),
        _ => Run<bool>(x),
    };

    public void AddTo(Tensor x, Tensor part) => PlaceOp.Add(Places, part, x);

    private Tensor Run<T>(Tensor x) where T : unmanaged
    {
        Tensor y = Tensor.Empty(Result, x.DType);
        Indexed.Pick(x.Contiguous().Span<T>(), Places.Offsets, Places.Run, y.Span<T>());
        return y;
    }
}

/// <summary>
/// Adds up elements at places in a tensor of zeros: y[place j] += x[j]. Linear; its transpose is <see cref="PickOp"/>.
/// </summary>
internal readonly record struct PlaceOp(Places Places, Shape Result) : ITransformOp
{
    public string Name => "Place";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        Tensor y = Tensor.Zeros(Result, x.DType);
        Add(Places, x, y);
        return y;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Part(new PickOp("Pick", Places, shape), dy);

    /// <summary>Adds at places of a contiguous tensor.</summary>
    public static void Add(Places places, Tensor source, Tensor target)
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        source = source.Contiguous();
        switch (target.DType)
        {
            case DType.Float32: Run<float>(); break;
            case DType.Float64: Run<double>(); break;
            case DType.Int64: Run<long>(); break;
            default: Run<int>(); break;
        }

        void Run<T>() where T : unmanaged, INumber<T> => Indexed.Add<T>(source.Span<T>(), places.Offsets, places.Run, target.Span<T>());
    }
}

/// <summary>
/// A copy of a tensor with places overwritten by the elements of a source: y = x, y[place j] = source[j], the last of several to one place staying. No gradient reaches what was overwritten.
/// </summary>
internal readonly record struct PutOp(string Name, Places Places) : INaryOp
{
    public Residuals Residuals => Residuals.None;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor y = inputs[0].Clone();
        Put(Places, inputs[1], y);
        return y;
    }

    public void Vjp(Pullback pull)
    {
        Tensor dy = pull.Dy;
        Shape source = pull.Shape(1);
        if (pull.Needs(0)) pull.Add(0, Apply.Nary(this, dy, Tensor.Zeros(source, dy.DType)));
        if (pull.Needs(1)) pull.Add(1, Apply.Part(new PickOp("Pick", Places.LastWriters(dy.ElementCount), source), dy));
    }

    /// <summary>Overwrites places of a contiguous tensor.</summary>
    public static void Put(Places places, Tensor source, Tensor target)
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        source = source.Contiguous();
        switch (target.DType)
        {
            case DType.Float32: Run<float>(); break;
            case DType.Float64: Run<double>(); break;
            case DType.Int64: Run<long>(); break;
            case DType.Int32: Run<int>(); break;
            default: Run<bool>(); break;
        }

        void Run<T>() where T : unmanaged => Indexed.Put(source.Span<T>(), places.Offsets, places.Run, target.Span<T>());
    }
}
