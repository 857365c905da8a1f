using System.Numerics.Tensors;

namespace PyDeepTensorNet;

/// <summary>A way through the parameters, along which a function is differenced: one entry, or all entries of some tensors at once.</summary>
internal abstract class Line
{
    /// <summary>What steps are measured by: the magnitude of what is moved, and 1 where that is less.</summary>
    public abstract double Scale { get; }

    /// <summary>The derivative along the line that the gradients say.</summary>
    public abstract double Derivative(IReadOnlyList<double[]?> gradients);

    /// <summary>Moves the parameters a step from where they are, which may be rounded; returns the step that was taken.</summary>
    public abstract double Move(double step);

    /// <summary>Back to where they were, bit for bit.</summary>
    public abstract void Restore();
}

/// <summary>One entry of one parameter.</summary>
internal sealed class EntryLine(IReadOnlyList<Tensor> parameters, int tensor, int entry) : Line
{
    private readonly double _center = parameters[tensor].Span<double>()[entry];

    public override double Scale => Math.Max(1, Math.Abs(_center));

    public override double Derivative(IReadOnlyList<double[]?> gradients) => gradients[tensor]?[entry] ?? 0;

    public override double Move(double step)
    {
        double there = _center + step;
        parameters[tensor].Span<double>()[entry] = there;
        return there - _center;
    }

    public override void Restore() => parameters[tensor].Span<double>()[entry] = _center;
}

/// <summary>A range of one parameter's entries at once, each up or down by chance, a way of length 1.</summary>
internal sealed class DirectionLine : Line
{
    private readonly Tensor _parameter;
    private readonly int _tensor, _start;
    private readonly double[] _center, _direction;

    public DirectionLine(IReadOnlyList<Tensor> parameters, int tensor, int start, int count, int seed)
    {
        (_parameter, _tensor, _start) = (parameters[tensor], tensor, start);
        _center = _parameter.Span<double>().Slice(start, count).ToArray();
        _direction = new double[count];
        var random = new Random(seed);
        double length = 1 / Math.Sqrt(count);
        for (int i = 0; i < count; i++) _direction[i] = random.Next(2) == 0 ? length : -length;
    }

    public override double Scale => 1;

    public override double Derivative(IReadOnlyList<double[]?> gradients) => gradients[_tensor] is { } gradient ? TensorPrimitives.Dot(gradient.AsSpan(_start, _direction.Length), _direction) : 0;

    public override double Move(double step)
    {
        TensorPrimitives.MultiplyAdd(_direction, step, _center, Target);
        return step;
    }

    public override void Restore() => _center.CopyTo(Target);

    private Span<double> Target => _parameter.Span<double>().Slice(_start, _direction.Length);
}
