using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// x W^T + b over the last axis: [.., in] with a weight [out, in] and a bias [out] gives [.., out], as PyTorch's <c>linear</c>. dX = dY W, dW = dY^T X, db = sum of dY.
    /// </summary>
    /// <exception cref="ShapeException">The input's last size is not the weight's, the weight is not 2-d, or the bias is not [out].</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public Tensor Linear(Tensor weight, Tensor? bias = null)
    {
        if (weight.Rank != 2) throw new ShapeException($"Linear: the weight has shape {weight.Shape}; it must be 2-d, [out, in]");
        if (Rank == 0 || Shape[^1] != weight.Shape[1]) throw new ShapeException($"Linear: input {Shape} x weight {weight.Shape} (out, in): the input's last size must be {weight.Shape[1]}; a weight stored as [in, out] is used with MatMul");
        if (bias is not null && (bias.Rank != 1 || bias.Shape[0] != weight.Shape[0])) throw new ShapeException($"Linear: the bias has shape {bias.Shape}; for the weight {weight.Shape} (out, in) it must be [{weight.Shape[0]}]");
        if (weight.DType != DType || (bias is not null && bias.DType != DType) || !DType.IsFloating()) throw new DTypeException($"Linear: input {DType.Name()}, weight {weight.DType.Name()}{(bias is null ? "" : ", bias " + bias.DType.Name())}: all must be of one floating dtype; cast with To");
        return bias is null ? Apply.Nary(new LinearOp(), this, weight) : Apply.Nary(new LinearOp(), this, weight, bias);
    }
}

/// <param name="Relu">Whether the rectifier follows, in captured steps: it is one with the product then.</param>
internal readonly record struct LinearOp(bool Relu = false) : IWritingOp, ICountedOp, IInstructedOp, IAbsorbingOp
{
    public string Name => Relu ? "LinearRelu" : "Linear";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor x = inputs[0];
        Tensor y = Tensor.Empty(x.Rank > 1 ? Shape.Create([.. x.Shape.Dims[..^1], inputs[1].Shape[0]]) : inputs.Length == 3 ? inputs[2].Shape : Shape.Create([inputs[1].Shape[0]]), x.DType);
        Write(inputs, y);
        return y;
    }

    public void Write(ReadOnlySpan<Tensor> inputs, Tensor y)
    {
        if (y.DType == DType.Float32) Run<float>(inputs, y);
        else Run<double>(inputs, y);
    }

    public Instruction Instruct(Rule rule, Tensor[] inputs, Tensor output)
    {
        if (!inputs[0].IsContiguous) return new CalledInstruction(rule, inputs, output);
        Tensor x = inputs[0], weight = inputs[1];
        Tensor? bias = inputs.Length == 3 ? inputs[2] : null;
        int n = weight.Shape[0], k = weight.Shape[1];
        Instruction? tiny = bias is { IsContiguous: false } ? null : TinyProduct.Of(Name, inputs, output, Rows(x.Shape), n, k, new(x, k, 1), new(weight, weight.Strides[1], weight.Strides[0]), bias);
        return tiny ?? new WritingInstruction<LinearOp>(this, inputs, output);
    }

    public Instruction? Absorb(Instruction own, Instruction next) =>
        next is { Name: "Relu", Effect: Effect.None, Inputs: [var x], Output: { } y } && x.IsContiguous && y.IsContiguous ? new WritingInstruction<LinearOp>(new(Relu: true), own.Inputs, y) : null;

    public double Flops(ReadOnlySpan<Tensor> inputs, Tensor output) => output.ElementCount * (2.0 * inputs[1].Shape[^1] + (inputs.Length == 3 ? 1 : 0));

    public void Vjp(Pullback pull)
    {
        if (pull.Needs(0)) pull.Add(0, pull.Dy.MatMul(pull.Input(1)));
        if (pull.Needs(1)) pull.Add(1, Apply.Nary(new LinearWeightGradOp(pull.Shape(1)), pull.Dy, pull.Input(0)));
        if (pull.HasInput(2) && pull.Needs(2)) pull.Add(2, pull.Dy);
    }

    private void Run<T>(ReadOnlySpan<Tensor> inputs, Tensor y) where T : unmanaged, INumber<T>
    {
        Tensor x = inputs[0].Contiguous(), weight = inputs[1];
        int k = weight.Shape[1], n = weight.Shape[0], m = Rows(x.Shape);
        Tensor? bias = inputs.Length == 3 ? inputs[2] : null;
        Kernels.Gemm.Matrix<T> row = bias is null ? default : new(bias.Window<T>(), 0, bias.Strides[0]);
        Kernels.Gemm.Multiply(m, n, k, new(x.Span<T>(), k, 1), new(weight.Window<T>(), weight.Strides[1], weight.Strides[0]), new Kernels.Gemm.Target<T>(y.Span<T>(), n), new(T.One, bias is null ? T.Zero : T.One, row, Relu));
    }

    /// <summary>The elements of all axes but the last; a division would take longer than a small product.</summary>
    public static int Rows(Shape shape)
    {
        int rows = 1;
        for (int i = 0; i < shape.Rank - 1; i++) rows *= shape[i];
        return rows;
    }
}

/// <summary>dY^T X over all leading axes, [.., out] and [.., in] to [out, in]: the weight's cotangent in <see cref="LinearOp"/>, without views.</summary>
internal readonly record struct LinearWeightGradOp(Shape Weight) : IWritingOp, ICountedOp, IInstructedOp
{
    public string Name => "LinearWeightGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor weight = Tensor.Empty(Weight, inputs[0].DType);
        Write(inputs, weight);
        return weight;
    }

    public void Write(ReadOnlySpan<Tensor> inputs, Tensor y)
    {
        if (y.DType == DType.Float32) Run<float>(inputs[0], inputs[1], y);
        else Run<double>(inputs[0], inputs[1], y);
    }

    public Instruction Instruct(Rule rule, Tensor[] inputs, Tensor output)
    {
        if (!inputs[0].IsContiguous || !inputs[1].IsContiguous) return new CalledInstruction(rule, inputs, output);
        int m = Weight[0], n = Weight[1];
        return TinyProduct.Of(Name, inputs, output, m, n, LinearOp.Rows(inputs[0].Shape), new(inputs[0], 1, m), new(inputs[1], n, 1)) ?? new WritingInstruction<LinearWeightGradOp>(this, inputs, output);
    }

    public double Flops(ReadOnlySpan<Tensor> inputs, Tensor output) => 2.0 * inputs[0].ElementCount * output.Shape[^1];

    public void Vjp(Pullback pull)
    {
        if (pull.Needs(0)) pull.Add(0, pull.Input(1).Linear(pull.Dy));
        if (pull.Needs(1)) pull.Add(1, pull.Input(0).MatMul(pull.Dy));
    }

    private void Run<T>(Tensor dy, Tensor x, Tensor weight) where T : unmanaged, INumber<T>
    {
        (dy, x) = (dy.Contiguous(), x.Contiguous());
        int m = Weight[0], n = Weight[1];
        if (m > 0) Kernels.Gemm.Multiply(m, n, LinearOp.Rows(dy.Shape), new(dy.Span<T>(), 1, m), new(x.Span<T>(), n, 1), weight.Span<T>());
    }
}
