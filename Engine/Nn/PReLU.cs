namespace PyDeepTensorNet.Nn;

/// <summary>x above 0, w x elsewhere, with slopes w that are learned: one, or one for each channel (axis 1).</summary>
public sealed class PReLU : Module
{
    /// <summary>Slopes of one start value.</summary>
    /// <param name="numParameters">1, or the number of channels.</param>
    /// <param name="init">The start value.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <exception cref="ShapeException"><paramref name="numParameters"/> is negative.</exception>
    /// <exception cref="DTypeException">The dtype is not floating.</exception>
    public PReLU(int numParameters = 1, double init = 0.25, DType dtype = DType.Float32) =>
        Weight = RegisterParameter("weight", Tensor.Full([numParameters], init, dtype));

    /// <summary>The slopes.</summary>
    public Tensor Weight { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Enter().Leave(x.Prelu(Weight));

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"num_parameters={Weight.Shape[0]}");
}
