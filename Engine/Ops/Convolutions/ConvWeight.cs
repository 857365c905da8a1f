using System.Numerics;

namespace PyDeepTensorNet;

/// <summary>The transpose of <see cref="ConvOp"/> in its weights: results and images to weights, summed over the batch.</summary>
internal readonly record struct ConvWeightOp(string Name, ConvGeometry Geometry) : INaryOp, ICountedOp
{
    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    public double Flops(ReadOnlySpan<Tensor> inputs, Tensor output) => Geometry.Flops;

    public void Vjp(Pullback pull)
    {
        if (pull.Needs(0)) pull.Add(0, Apply.Nary(new ConvOp("Conv", Geometry), pull.Input(1), pull.Dy));
        if (pull.Needs(1)) pull.Add(1, Apply.Nary(new ConvInputOp("ConvInput", Geometry), pull.Input(0), pull.Dy));
    }

    private Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, INumber<T>
    {
        Tensor weights = Tensor.Zeros(Geometry.Weights, inputs[0].DType);
        Geometry.Kernel.WeightGradient<T>(inputs[0].Contiguous().Span<T>(), inputs[1].Contiguous().Span<T>(), weights.Span<T>());
        return weights;
    }
}
