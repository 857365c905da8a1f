using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>
/// The elements of a tensor at the places that another one, int32, names: y[j] = x[place j]. As <see cref="PickOp"/>, whose places are the host's. In <paramref name="Parts"/> equal parts of both, each with places in
/// the part of the same number.
/// </summary>
internal readonly record struct PickAtOp(string Name, int Parts) : INaryOp
{
    public Residuals Residuals => Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs[0], inputs[1]) : Run<double>(inputs[0], inputs[1]);

    public void Vjp(Pullback pull)
    {
        if (pull.Needs(0)) pull.Add(0, Apply.Nary(new PlaceAtOp(Parts, pull.Shape(0)), pull.Dy, pull.Input(1)));
    }

    private static Tensor Run<T>(Tensor x, Tensor places) where T : unmanaged
    {
        Tensor y = Tensor.Empty(places.Shape, x.DType);
        Indexed.Pick<T>(x.Contiguous().Span<T>(), places.Span<int>(), 1, y.Span<T>());
        return y;
    }
}

/// <summary>Elements added up at such places among zeros: y[place j] += x[j]. The transpose of <see cref="PickAtOp"/>.</summary>
internal readonly record struct PlaceAtOp(int Parts, Shape Result) : INaryOp
{
    public string Name => "PlaceAt";

    public Residuals Residuals => Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs[0], inputs[1]) : Run<double>(inputs[0], inputs[1]);

    public void Vjp(Pullback pull)
    {
        if (pull.Needs(0)) pull.Add(0, Apply.Nary(new PickAtOp("PickAt", Parts), pull.Dy, pull.Input(1)));
    }

    private Tensor Run<T>(Tensor x, Tensor places) where T : unmanaged, INumber<T>
    {
        Tensor y = Tensor.Zeros(Result, x.DType);
        Indexed.Add<T>(x.Contiguous().Span<T>(), places.Span<int>(), 1, y.Span<T>(), Parts);
        return y;
    }
}
