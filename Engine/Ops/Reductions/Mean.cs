namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The mean of all elements as a 0-d tensor, NaN where there are none; the gradient is the cotangent / n everywhere.</summary>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Mean() => Mean([]);

    /// <summary>The mean along one axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Mean(int dim, bool keepDim = false) => Mean([dim], keepDim);

    /// <summary>The mean along the named axes, all if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Mean(ReadOnlySpan<int> dims, bool keepDim = false)
    {
        CheckFloating("Mean");
        return Apply.Transform(new MeanOp(new("Mean", Shape, dims, keepDim)), this);
    }

    /// <summary>For reductions whose result is a fraction even of integers.</summary>
    private void CheckFloating(string op)
    {
        if (!DType.IsFloating()) throw new DTypeException($"{op}: {Describe()} is not floating, and {op} is a fraction; cast it with To(DType.Float32)");
    }
}

internal readonly record struct MeanOp(AxisReduction Axes) : ITransformOp, ICountedOp, IInstructedOp
{
    public string Name => "Mean";

    public Residuals Residuals => Residuals.None;

    public double Flops(ReadOnlySpan<Tensor> inputs, Tensor output) => inputs[0].ElementCount;

    public Tensor Forward(Tensor x) => new SumOp(Axes).Forward(x) / Axes.Count(x.Shape);

    public Instruction Instruct(Rule rule, Tensor[] inputs, Tensor output) => TotalInstruction.Of(Name, inputs[0], output, Axes, Axes.Count(inputs[0].Shape)) ?? new CalledInstruction(rule, inputs, output);

    // Divided while it is small.
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Axes.Restore(dy / Axes.Count(shape), shape).ExpandTo(shape);
}
