using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Optim;

/// <summary>
/// Duchi, Hazan and Singer (2011): v is the sum of all g^2, and w -= rate g / (sqrt(v) + epsilon) with rate = learningRate / (1 + (step - 1) learningRateDecay). Weight decay adds
/// weightDecay w to g. As PyTorch's <c>torch.optim.Adagrad</c>.
/// </summary>
public sealed class Adagrad : Optimizer
{
    private static readonly string[] s_bufferNames = ["sum"];

    /// <summary>Trains all parameters alike.</summary>
    /// <inheritdoc cref="Adagrad(IReadOnlyList{ParameterGroup}, double, double, double, double, double, bool)"/>
    public Adagrad(IReadOnlyList<Tensor> parameters, double learningRate = 1e-2, double learningRateDecay = 0, double weightDecay = 0, double initialAccumulator = 0, double epsilon = 1e-10, bool maximize = false)
        : this([new ParameterGroup(parameters)], learningRate, learningRateDecay, weightDecay, initialAccumulator, epsilon, maximize) { }

    /// <summary>Trains groups of parameters.</summary>
    /// <exception cref="ArgumentException">There is no parameter, or one is listed twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is negative.</exception>
    public Adagrad(IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-2, double learningRateDecay = 0, double weightDecay = 0, double initialAccumulator = 0, double epsilon = 1e-10, bool maximize = false)
        : base(groups, learningRate, weightDecay, maximize)
    {
        LearningRateDecay = Hyperparameter.NotNegative(nameof(Adagrad), learningRateDecay, nameof(LearningRateDecay));
        InitialAccumulator = Hyperparameter.NotNegative(nameof(Adagrad), initialAccumulator, nameof(InitialAccumulator));
        Epsilon = Hyperparameter.NotNegative(nameof(Adagrad), epsilon, nameof(Epsilon));
    }

    /// <summary>How fast the rate falls with the number of steps.</summary>
    public double LearningRateDecay { get; }

    /// <summary>What v starts with.</summary>
    public double InitialAccumulator { get; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> BufferNames => s_bufferNames;

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double weightDecay)
    {
        double rate = learningRate / (1 + (state.Step - 1) * LearningRateDecay);
        if (gradient.DType == DType.Float32) Update(state, gradient, (float)rate, (float)weightDecay);
        else Update<double>(state, gradient, rate, weightDecay);
    }

    private void Update<T>(ParameterState state, Tensor gradient, T rate, T decay) where T : unmanaged, IFloatingPointIeee754<T> =>
        Rules.Run<Rule<T>, T>(new(rate, decay, Maximize ? -T.One : T.One, new Vector<T>(T.CreateChecked(Epsilon))), state.Parameter, gradient, state.Buffer(0, InitialAccumulator));

    private readonly struct Rule<T>(T rate, T decay, T sign, Vector<T> epsilon) : IRule<T> where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Apply(Vector<T> p, Vector<T> g, ref Vector<T> sum, ref Vector<T> b, ref Vector<T> c)
        {
            g = g * sign + p * decay;
            sum += g * g;
            return p - g * rate / (Vector.SquareRoot(sum) + epsilon);
        }
    }
}
