namespace PyDeepTensorNet.Nn;

// Activations without parameters: each module is one call of the tensor operation that documents it.

/// <summary>max(x, 0).</summary>
public sealed class ReLU : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Relu();
}

/// <summary>min(max(x, 0), 6).</summary>
public sealed class ReLU6 : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Relu6();
}

/// <summary>x above 0, slope x elsewhere.</summary>
/// <param name="negativeSlope">The slope.</param>
public sealed class LeakyReLU(double negativeSlope = 0.01) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.LeakyRelu(negativeSlope);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"negative_slope={negativeSlope}");
}

/// <summary>x above 0, alpha (e^x - 1) elsewhere.</summary>
/// <param name="alpha">The negative of the limit at -infinity.</param>
public sealed class ELU(double alpha = 1) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Elu(alpha);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"alpha={alpha}");
}

/// <summary>The self-normalising exponential unit: 1.0507 x above 0, 1.0507 * 1.6733 (e^x - 1) elsewhere.</summary>
public sealed class SELU : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Selu();
}

/// <summary>x above 0, alpha (e^(x / alpha) - 1) elsewhere.</summary>
/// <param name="alpha">The negative of the limit at -infinity; not 0.</param>
public sealed class CELU(double alpha = 1) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Celu(alpha);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"alpha={alpha}");
}

/// <summary>x times the normal distribution function at x.</summary>
/// <param name="approximate">How that is computed.</param>
public sealed class GELU(GeluApproximation approximate = GeluApproximation.None) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Gelu(approximate);

    /// <inheritdoc/>
    protected override string Settings() => $"approximate='{(approximate == GeluApproximation.Tanh ? "tanh" : "none")}'";
}

/// <summary>x / (1 + e^-x).</summary>
public sealed class SiLU : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Silu();
}

/// <summary>x tanh(ln(1 + e^x)).</summary>
public sealed class Mish : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Mish();
}

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed class Sigmoid : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Sigmoid();
}

/// <summary>ln(1 / (1 + e^-x)).</summary>
public sealed class LogSigmoid : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.LogSigmoid();
}

/// <summary>ln(1 + e^(beta x)) / beta, and x itself where beta x exceeds the threshold.</summary>
/// <param name="beta">How sharp the bend is; not 0.</param>
/// <param name="threshold">From where on the difference to x does not matter.</param>
public sealed class Softplus(double beta = 1, double threshold = 20) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Softplus(beta, threshold);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"beta={beta}, threshold={threshold}");
}

/// <summary>The hyperbolic tangent.</summary>
public sealed class Tanh : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Tanh();
}

/// <summary>x - tanh x.</summary>
public sealed class Tanhshrink : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Tanhshrink();
}

/// <summary>x / (1 + |x|).</summary>
public sealed class Softsign : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Softsign();
}

/// <summary>x brought nearer to 0 by lambda, and 0 in [-lambda, lambda].</summary>
/// <param name="lambda">By how much; 0 or more.</param>
public sealed class Softshrink(double lambda = 0.5) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Softshrink(lambda);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"{lambda}");
}

/// <summary>0 in [-lambda, lambda], x outside.</summary>
/// <param name="lambda">The bound.</param>
public sealed class Hardshrink(double lambda = 0.5) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Hardshrink(lambda);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"{lambda}");
}

/// <summary>x brought into [min, max].</summary>
public sealed class Hardtanh : Module
{
    private readonly double _min, _max;

    /// <summary>A clamp whose derivative is 0 on its bounds.</summary>
    /// <exception cref="ArgumentException"><paramref name="minVal"/> is not below <paramref name="maxVal"/>.</exception>
    public Hardtanh(double minVal = -1, double maxVal = 1)
    {
        if (!(minVal < maxVal)) throw new ArgumentException($"Hardtanh: minVal {minVal} must be below maxVal {maxVal}");
        (_min, _max) = (minVal, maxVal);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Hardtanh(_min, _max);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"min_val={_min}, max_val={_max}");
}

/// <summary>(x + 3) / 6 brought into [0, 1].</summary>
public sealed class Hardsigmoid : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Hardsigmoid();
}

/// <summary>x times (x + 3) / 6 brought into [0, 1].</summary>
public sealed class Hardswish : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Hardswish();
}

/// <summary>x where it exceeds the threshold, the value elsewhere.</summary>
/// <param name="threshold">The threshold.</param>
/// <param name="value">What takes the place of smaller elements.</param>
public sealed class Threshold(double threshold, double value) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Threshold(threshold, value);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"threshold={threshold}, value={value}");
}

/// <summary>The first half along an axis times the sigmoid of the second.</summary>
/// <param name="dim">The axis.</param>
public sealed class GLU(int dim = -1) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Glu(dim);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"dim={dim}");
}

/// <summary>e^x / sum of e^x along an axis.</summary>
/// <param name="dim">The axis.</param>
public sealed class Softmax(int dim) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Softmax(dim);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"dim={dim}");
}

/// <summary>e^x / sum of e^x over the channels of images, [channels, height, width] with or without a batch in front.</summary>
public sealed class Softmax2d : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Rank is 3 or 4
        ? x.Softmax(-3)
        : throw new ShapeException($"Softmax2d: the input {x.Shape} must be [channels, height, width] or [batch, channels, height, width]");
}

/// <summary>e^-x / sum of e^-x along an axis.</summary>
/// <param name="dim">The axis.</param>
public sealed class Softmin(int dim) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Softmin(dim);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"dim={dim}");
}

/// <summary>The logarithm of <see cref="Softmax"/>.</summary>
/// <param name="dim">The axis.</param>
public sealed class LogSoftmax(int dim) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.LogSoftmax(dim);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"dim={dim}");
}
