using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Optim;

/// <summary>
/// Kingma and Ba (2015): m and v are running averages of g and g^2, corrected for their start at 0, and w -= learningRate m / (sqrt(v) + epsilon). With <c>amsgrad</c> (Reddi et al. 2018) the
/// largest v so far divides. Weight decay adds weightDecay w to g; <see cref="AdamW"/> decouples it. As PyTorch's <c>torch.optim.Adam</c>.
/// </summary>
public class Adam : Optimizer
{
    private static readonly string[] s_bufferNames = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"];

    /// <summary>The step that the corrections were computed for: parameters share it, and powers are dear.</summary>
    private long _correctedStep;
    private double _correction1, _rootCorrection2;

    /// <summary>Trains all parameters alike.</summary>
    /// <inheritdoc cref="Adam(IReadOnlyList{ParameterGroup}, double, double, double, double, double, bool, bool)"/>
    public Adam(IReadOnlyList<Tensor> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParameterGroup(parameters)], learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, maximize) { }

    /// <summary>Trains groups of parameters.</summary>
    /// <exception cref="ArgumentException">There is no parameter, or one is listed twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate, weight decay or epsilon is negative, or a beta is not in [0, 1).</exception>
    public Adam(IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, bool amsgrad = false, bool maximize = false)
        : base(groups, learningRate, weightDecay, maximize)
    {
        string optimizer = GetType().Name;
        Beta1 = Hyperparameter.Decay(optimizer, beta1, nameof(Beta1));
        Beta2 = Hyperparameter.Decay(optimizer, beta2, nameof(Beta2));
        Epsilon = Hyperparameter.NotNegative(optimizer, epsilon, nameof(Epsilon));
        Amsgrad = amsgrad;
    }

    /// <summary>The share of the average of g that stays.</summary>
    public double Beta1 { get; }

    /// <summary>The share of the average of g^2 that stays.</summary>
    public double Beta2 { get; }

    /// <summary>Keeps the division finite.</summary>
    public double Epsilon { get; }

    /// <summary>Whether the largest v so far divides.</summary>
    public bool Amsgrad { get; }

    /// <summary>Whether weight decay shrinks the parameters directly instead of entering the gradient.</summary>
    private protected virtual bool DecoupledDecay => false;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> BufferNames => s_bufferNames;

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double weightDecay)
    {
        if (state.Step != _correctedStep)
        {
            _correctedStep = state.Step;
            _correction1 = 1 - Math.Pow(Beta1, state.Step);
            _rootCorrection2 = Math.Sqrt(1 - Math.Pow(Beta2, state.Step));
        }
        double rate = learningRate / _correction1;
        (double decay, double shrink) = DecoupledDecay ? (0.0, 1 - learningRate * weightDecay) : (weightDecay, 1.0);
        if (gradient.DType == DType.Float32) Update(state, gradient, (float)rate, (float)decay, (float)shrink);
        else Update(state, gradient, rate, decay, shrink);
    }

    private void Update<T>(ParameterState state, Tensor gradient, T rate, T decay, T shrink) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rule = new Rule<T>(rate, decay, shrink, Maximize ? -T.One : T.One, T.CreateChecked(Beta1), T.CreateChecked(1 - Beta1), T.CreateChecked(Beta2), T.CreateChecked(1 - Beta2),
            T.CreateChecked(1 / _rootCorrection2), new Vector<T>(T.CreateChecked(Epsilon)), Amsgrad);
        Rules.Run<Rule<T>, T>(rule, state.Parameter, gradient, state.Buffer(0), state.Buffer(1), Amsgrad ? state.Buffer(2) : null);
    }

    private readonly struct Rule<T>(T rate, T decay, T shrink, T sign, T beta1, T rest1, T beta2, T rest2, T correction, Vector<T> epsilon, bool amsgrad) : IRule<T> where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Apply(Vector<T> p, Vector<T> g, ref Vector<T> m, ref Vector<T> v, ref Vector<T> largest)
        {
            g = g * sign + p * decay;
            m = m * beta1 + g * rest1;
            v = v * beta2 + g * g * rest2;
            if (amsgrad) largest = Vector.Max(largest, v);
            return p * shrink - m * rate / (Vector.SquareRoot(amsgrad ? largest : v) * correction + epsilon);
        }
    }
}
