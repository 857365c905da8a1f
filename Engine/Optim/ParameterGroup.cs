namespace PyDeepTensorNet.Optim;

/// <summary>Parameters with a learning rate or weight decay of their own; what is null is the optimiser's.</summary>
/// <param name="parameters">The tensors to train.</param>
public sealed class ParameterGroup(IReadOnlyList<Tensor> parameters)
{
    /// <summary>The tensors to train.</summary>
    public IReadOnlyList<Tensor> Parameters { get; } = parameters;

    /// <summary>The group's learning rate; null for <see cref="Optimizer.LearningRate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a negative number or NaN.</exception>
    public double? LearningRate
    {
        get;
        set => field = value is { } rate ? Hyperparameter.NotNegative(nameof(ParameterGroup), rate, nameof(LearningRate)) : null;
    }

    /// <summary>The group's weight decay; null for <see cref="Optimizer.WeightDecay"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a negative number or NaN.</exception>
    public double? WeightDecay
    {
        get;
        set => field = value is { } decay ? Hyperparameter.NotNegative(nameof(ParameterGroup), decay, nameof(WeightDecay)) : null;
    }
}

/// <summary>Checks of settings, shared by the optimisers.</summary>
internal static class Hyperparameter
{
    public static double NotNegative(string optimizer, double value, string name) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, $"{optimizer}: {name} is {value}; it must be 0 or more");

    /// <summary>A decay rate of a running average: 1 would never forget.</summary>
    public static double Decay(string optimizer, double value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, $"{optimizer}: {name} is {value}; it must be at least 0 and less than 1");
}
