using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Optim;

/// <summary>
/// Gradient descent, with momentum if asked for: v = momentum v + (1 - dampening) g (v = g in the first step), w -= learningRate v;
/// Nesterov's form steps along g + momentum v. Weight decay adds weightDecay w to g. As PyTorch's <c>torch.optim.SGD</c>.
/// </summary>
public sealed class SGD : Optimizer
{
    private static readonly string[] s_bufferNames = ["momentum_buffer"];

    /// <summary>Trains all parameters alike.</summary>
    /// <inheritdoc cref="SGD(IReadOnlyList{ParameterGroup}, double, double, double, double, bool, bool)"/>
    public SGD(IReadOnlyList<Tensor> parameters, double learningRate, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false, bool maximize = false)
        : this([new ParameterGroup(parameters)], learningRate, momentum, dampening, weightDecay, nesterov, maximize) { }

    /// <summary>Trains groups of parameters.</summary>
    /// <exception cref="ArgumentException">There is no parameter, one is listed twice; or Nesterov's form is asked for without momentum or with dampening.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate, momentum or weight decay is negative.</exception>
    public SGD(IReadOnlyList<ParameterGroup> groups, double learningRate, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false, bool maximize = false)
        : base(groups, learningRate, weightDecay, maximize)
    {
        if (nesterov && (momentum <= 0 || dampening != 0)) throw new ArgumentException($"SGD: nesterov needs momentum and no dampening, but momentum is {momentum} and dampening {dampening}");
        Momentum = momentum;
        Dampening = dampening;
        Nesterov = nesterov;
    }

    /// <summary>How much of the last step's direction stays; may be set between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a negative number or NaN.</exception>
    public double Momentum
    {
        get;
        set => field = Hyperparameter.NotNegative(nameof(SGD), value, nameof(Momentum));
    }

    /// <summary>How much of a new gradient the momentum leaves out.</summary>
    public double Dampening { get; }

    /// <summary>Whether steps look ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> BufferNames => s_bufferNames;

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double weightDecay)
    {
        if (gradient.DType == DType.Float32) Update<float>(state, gradient, (float)learningRate, (float)weightDecay);
        else Update(state, gradient, learningRate, weightDecay);
    }

    private void Update<T>(ParameterState state, Tensor gradient, T learningRate, T weightDecay) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sign = Maximize ? -T.One : T.One;
        if (Momentum == 0)
        {
            Rules.Run<Plain<T>, T>(new(learningRate, weightDecay, sign), state.Parameter, gradient);
            return;
        }
        T share = state[0] is null ? T.One : T.One - T.CreateChecked(Dampening);
        Rules.Run<Heavy<T>, T>(new(learningRate, weightDecay, sign, T.CreateChecked(Momentum), share, Nesterov), state.Parameter, gradient, state.Buffer(0));
    }

    private readonly struct Plain<T>(T learningRate, T weightDecay, T sign) : IRule<T> where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Apply(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c) =>
            p - (g * sign + p * weightDecay) * learningRate;
    }

    private readonly struct Heavy<T>(T learningRate, T weightDecay, T sign, T momentum, T share, bool nesterov) : IRule<T> where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Apply(Vector<T> p, Vector<T> g, ref Vector<T> velocity, ref Vector<T> b, ref Vector<T> c)
        {
            g = g * sign + p * weightDecay;
            velocity = velocity * momentum + g * share;
            return p - (nesterov ? g + velocity * momentum : velocity) * learningRate;
        }
    }
}
