namespace PyDeepTensorNet.Nn;

/// <summary>
/// Fills tensors with start values, in place, and returns them. Weights are [out, in, ...]: fan-in is the number of inputs that an output sums over, fan-out the number of outputs that an
/// input goes to. Glorot and Bengio (2010) and He et al. (2015) choose the spread so that values and gradients keep their size from layer to layer.
/// </summary>
public static class Init
{
    /// <summary>Uniform in [low, high).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="low"/> exceeds <paramref name="high"/>.</exception>
    public static Tensor Uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
        Assign(tensor, Tensor.Uniform(tensor.Shape, low, high, tensor.DType, generator));

    /// <summary>Normal with a mean and a standard deviation.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="std"/> is negative.</exception>
    public static Tensor Normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
        Assign(tensor, Tensor.Normal(tensor.Shape, mean, std, tensor.DType, generator));

    /// <summary>One value.</summary>
    public static Tensor Constant_(Tensor tensor, double value) => Assign(tensor, Tensor.FullLike(tensor, value));

    /// <summary>Zeros.</summary>
    public static Tensor Zeros_(Tensor tensor) => Constant_(tensor, 0);

    /// <summary>Ones.</summary>
    public static Tensor Ones_(Tensor tensor) => Constant_(tensor, 1);

    /// <summary>Uniform with standard deviation gain sqrt(2 / (fanIn + fanOut)): for sigmoid and tanh.</summary>
    /// <exception cref="ShapeException">The tensor has less than two axes.</exception>
    public static Tensor XavierUniform_(Tensor tensor, double gain = 1, Generator? generator = null) =>
        UniformOf(tensor, XavierStd(nameof(XavierUniform_), tensor, gain), generator);

    /// <summary>Normal with standard deviation gain sqrt(2 / (fanIn + fanOut)): for sigmoid and tanh.</summary>
    /// <exception cref="ShapeException">The tensor has less than two axes.</exception>
    public static Tensor XavierNormal_(Tensor tensor, double gain = 1, Generator? generator = null) =>
        NormalOf(tensor, XavierStd(nameof(XavierNormal_), tensor, gain), generator);

    /// <summary>Uniform with standard deviation gain / sqrt(fan): for ReLU and its kin.</summary>
    /// <param name="tensor">What to fill.</param>
    /// <param name="a">The negative slope of a leaky ReLU.</param>
    /// <param name="fan">Whether values (fan-in) or gradients (fan-out) keep their size.</param>
    /// <param name="nonlinearity">What follows the layer.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException">The tensor has less than two axes.</exception>
    public static Tensor KaimingUniform_(Tensor tensor, double a = 0, Fan fan = Fan.In, Nonlinearity nonlinearity = Nonlinearity.LeakyReLU, Generator? generator = null) =>
        UniformOf(tensor, KaimingStd(nameof(KaimingUniform_), tensor, a, fan, nonlinearity), generator);

    /// <summary>Normal with standard deviation gain / sqrt(fan): for ReLU and its kin.</summary>
    /// <inheritdoc cref="KaimingUniform_"/>
    public static Tensor KaimingNormal_(Tensor tensor, double a = 0, Fan fan = Fan.In, Nonlinearity nonlinearity = Nonlinearity.LeakyReLU, Generator? generator = null) =>
        NormalOf(tensor, KaimingStd(nameof(KaimingNormal_), tensor, a, fan, nonlinearity), generator);

    /// <summary>By how much a layer's weights must be larger because of the nonlinearity that follows: 1, 5/3 (tanh), sqrt(2) (ReLU), sqrt(2 / (1 + slope^2)), 3/4 (SELU).</summary>
    public static double CalculateGain(Nonlinearity nonlinearity, double negativeSlope = 0.01) => nonlinearity switch
    {
        Nonlinearity.Tanh => 5.0 / 3,
        Nonlinearity.ReLU => Math.Sqrt(2),
        Nonlinearity.LeakyReLU => Math.Sqrt(2 / (1 + negativeSlope * negativeSlope)),
        Nonlinearity.SELU => 0.75,
        _ => 1,
    };

    /// <summary>Fan-in and fan-out of a weight [out, in, ...]: each times the number of elements behind the first two axes.</summary>
    /// <exception cref="ShapeException">The tensor has less than two axes.</exception>
    public static (int FanIn, int FanOut) CalculateFans(Tensor tensor) => CalculateFans(nameof(CalculateFans), tensor);

    private static (int FanIn, int FanOut) CalculateFans(string op, Tensor tensor)
    {
        if (tensor.Rank < 2) throw new ShapeException($"{op}: a tensor of shape {tensor.Shape} has no fan-in and fan-out; it must have at least two axes, [out, in, ...]; use Uniform_ or Zeros_ for a bias");
        int receptive = 1;
        for (int axis = 2; axis < tensor.Rank; axis++) receptive *= tensor.Shape[axis];
        return (tensor.Shape[1] * receptive, tensor.Shape[0] * receptive);
    }

    private static double XavierStd(string op, Tensor tensor, double gain)
    {
        var (fanIn, fanOut) = CalculateFans(op, tensor);
        return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
    }

    private static double KaimingStd(string op, Tensor tensor, double a, Fan fan, Nonlinearity nonlinearity)
    {
        var (fanIn, fanOut) = CalculateFans(op, tensor);
        return CalculateGain(nonlinearity, a) / Math.Sqrt(fan == Fan.In ? fanIn : fanOut);
    }

    // A tensor without elements may have a fan of 0, and there is nothing to fill.
    private static Tensor UniformOf(Tensor tensor, double std, Generator? generator)
    {
        double bound = Math.Sqrt(3) * std;
        return tensor.ElementCount == 0 ? tensor : Uniform_(tensor, -bound, bound, generator);
    }

    private static Tensor NormalOf(Tensor tensor, double std, Generator? generator) =>
        tensor.ElementCount == 0 ? tensor : Normal_(tensor, 0, std, generator);

    private static Tensor Assign(Tensor tensor, Tensor values)
    {
        tensor.CopyFrom(values);
        return tensor;
    }
}

/// <summary>Which size of a weight decides its spread.</summary>
public enum Fan
{
    /// <summary>The number of inputs: values keep their size in the forward pass.</summary>
    In,

    /// <summary>The number of outputs: gradients keep their size in the backward sweep.</summary>
    Out,
}

/// <summary>The function that follows a layer, for <see cref="Init.CalculateGain"/>.</summary>
public enum Nonlinearity
{
    /// <summary>None.</summary>
    Linear,

    /// <summary>Sigmoid.</summary>
    Sigmoid,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>max(x, 0).</summary>
    ReLU,

    /// <summary>ReLU with a slope for negative arguments.</summary>
    LeakyReLU,

    /// <summary>The self-normalising exponential unit.</summary>
    SELU,
}
