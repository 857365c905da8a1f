namespace PyDeepTensorNet.Optim;

/// <summary>
/// <see cref="Adam"/> with decoupled weight decay (Loshchilov and Hutter 2019): w shrinks by the factor 1 - learningRate weightDecay before the step, whatever the gradient's history.
/// As PyTorch's <c>torch.optim.AdamW</c>.
/// </summary>
public sealed class AdamW : Adam
{
    /// <summary>Trains all parameters alike.</summary>
    /// <inheritdoc cref="Adam(IReadOnlyList{ParameterGroup}, double, double, double, double, double, bool, bool)"/>
    public AdamW(IReadOnlyList<Tensor> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2, bool amsgrad = false, bool maximize = false)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, maximize) { }

    /// <summary>Trains groups of parameters.</summary>
    /// <inheritdoc cref="Adam(IReadOnlyList{ParameterGroup}, double, double, double, double, double, bool, bool)"/>
    public AdamW(IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2, bool amsgrad = false, bool maximize = false)
        : base(groups, learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, maximize) { }

    private protected override bool DecoupledDecay => true;
}
