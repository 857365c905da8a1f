using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>
/// Reads places of a tensor: y[j] = x[place j]. Linear; its transpose is <see cref="PlaceOp"/>, so that each is the other's derivative. Gather, IndexSelect, Take, MaskedSelect are this.
/// </summary>
internal readonly record struct PickOp(string Name, Places Places, Shape Result) : ITransformOp
{
    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x) => x.DType switch
    {
        DType.Float32 => Run<float>(x),
        DType.Float64 => Run<double>(x),
        DType.Int64 => Run<long>(x),
        DType.Int32 => Run<int>(x),
        _ => Run<bool>(x),
    };

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Transform(new PlaceOp(Places, shape), dy);

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

    public Tensor Forward(Tensor x) => x.DType switch
    {
        DType.Float32 => Run<float>(x),
        DType.Float64 => Run<double>(x),
        DType.Int64 => Run<long>(x),
        _ => Run<int>(x),
    };

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Transform(new PickOp("Pick", Places, shape), dy);

    private Tensor Run<T>(Tensor x) where T : unmanaged, INumber<T>
    {
        Tensor y = Tensor.Zeros(Result, x.DType);
        Indexed.Add<T>(x.Contiguous().Span<T>(), Places.Offsets, Places.Run, y.Span<T>());
        return y;
    }
}

/// <summary>
/// A copy of a tensor with places overwritten by the elements of a source: y = x, y[place j] = source[j], the last of several to one place staying. No gradient reaches what was overwritten.
/// </summary>
internal readonly record struct PutOp(string Name, Places Places) : INaryOp
{
    public Residuals Residuals => Residuals.None;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType switch
    {
        DType.Float32 => Run<float>(inputs[0], inputs[1]),
        DType.Float64 => Run<double>(inputs[0], inputs[1]),
        DType.Int64 => Run<long>(inputs[0], inputs[1]),
        DType.Int32 => Run<int>(inputs[0], inputs[1]),
        _ => Run<bool>(inputs[0], inputs[1]),
    };

    public void Vjp(Pullback pull)
    {
        Tensor dy = pull.Dy;
        Shape source = pull.Shape(1);
        if (pull.Needs(0)) pull.Add(0, Apply.Nary(this, dy, Tensor.Zeros(source, dy.DType)));
        if (pull.Needs(1)) pull.Add(1, Apply.Transform(new PickOp("Pick", Places.LastWriters(dy.ElementCount), source), dy));
    }

    private Tensor Run<T>(Tensor x, Tensor source) where T : unmanaged
    {
        Tensor y = x.Clone();
        Indexed.Put(source.Contiguous().Span<T>(), Places.Offsets, Places.Run, y.Span<T>());
        return y;
    }
}
