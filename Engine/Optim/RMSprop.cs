using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Optim;

/// <summary>
/// Hinton's RMSprop: v is a running average of g^2, and w -= learningRate g / (sqrt(v) + epsilon). Centered, the square of the average of g is taken off v; with momentum, the quotients
/// accumulate. Weight decay adds weightDecay w to g. As PyTorch's <c>torch.optim.RMSprop</c>.
/// </summary>
public sealed class RMSprop : Optimizer
{
    private static readonly string[] s_bufferNames = ["square_avg", "momentum_buffer", "grad_avg"];

    /// <summary>Trains all parameters alike.</summary>
    /// <inheritdoc cref="RMSprop(IReadOnlyList{ParameterGroup}, double, double, double, double, double, bool, bool)"/>
    public RMSprop(IReadOnlyList<Tensor> parameters, double learningRate = 1e-2, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : this([new ParameterGroup(parameters)], learningRate, alpha, epsilon, weightDecay, momentum, centered, maximize) { }

    /// <summary>Trains groups of parameters.</summary>
    /// <exception cref="ArgumentException">There is no parameter, or one is listed twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate, weight decay, momentum or epsilon is negative, or alpha is not in [0, 1).</exception>
    public RMSprop(IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-2, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : base(groups, learningRate, weightDecay, maximize)
    {
        Alpha = Hyperparameter.Decay(nameof(RMSprop), alpha, nameof(Alpha));
        Epsilon = Hyperparameter.NotNegative(nameof(RMSprop), epsilon, nameof(Epsilon));
        Momentum = Hyperparameter.NotNegative(nameof(RMSprop), momentum, nameof(Momentum));
        Centered = centered;
    }

    /// <summary>The share of the averages that stays.</summary>
    public double Alpha { get; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; }

    /// <summary>How much of the last step stays.</summary>
    public double Momentum { get; }

    /// <summary>Whether v is the variance of g instead of its second moment.</summary>
    public bool Centered { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> BufferNames => s_bufferNames;

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double weightDecay)
    {
        if (gradient.DType == DType.Float32) Update(state, gradient, (float)learningRate, (float)weightDecay);
        else Update<double>(state, gradient, learningRate, weightDecay);
    }

    private void Update<T>(ParameterState state, Tensor gradient, T rate, T decay) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rule = new Rule<T>(rate, decay, Maximize ? -T.One : T.One, T.CreateChecked(Alpha), T.CreateChecked(1 - Alpha), new Vector<T>(T.CreateChecked(Epsilon)), T.CreateChecked(Momentum), Centered);
        Rules.Run<Rule<T>, T>(rule, state.Parameter, gradient, state.Buffer(0), Momentum > 0 ? state.Buffer(1) : null, Centered ? state.Buffer(2) : null);
    }

    private readonly struct Rule<T>(T rate, T decay, T sign, T alpha, T rest, Vector<T> epsilon, T momentum, bool centered) : IRule<T> where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Apply(Vector<T> p, Vector<T> g, ref Vector<T> square, ref Vector<T> velocity, ref Vector<T> mean)
        {
            g = g * sign + p * decay;
            square = square * alpha + g * g * rest;
            Vector<T> spread = square;
            if (centered)
            {
                mean = mean * alpha + g * rest;
                // Rounding may take a variance of 0 below it.
                spread = Vector.Max(square - mean * mean, Vector<T>.Zero);
            }
            // Without momentum the buffer is not kept, and its factor is 0.
            velocity = velocity * momentum + g / (Vector.SquareRoot(spread) + epsilon);
            return p - velocity * rate;
        }
    }
}
