using System.Numerics.Tensors;

namespace PyDeepTensorNet.Optim;

/// <summary>
/// Keeps gradients small, against steps that leap away where the loss is steep (Pascanu, Mikolov and Bengio 2013). The methods with an underscore change <see cref="Tensor.Grad"/>, the others
/// return new <see cref="Gradients"/>.
/// </summary>
public static class Clip
{
    /// <summary>
    /// Scales all gradients by the one factor that makes their common norm at most <paramref name="maxNorm"/>: min(1, maxNorm / (norm + 1e-6)), as PyTorch's <c>clip_grad_norm_</c>.
    /// </summary>
    /// <param name="gradients">The gradients, as one long vector.</param>
    /// <param name="maxNorm">The largest norm to leave.</param>
    /// <param name="p">Which norm: (sum of |g|^p)^(1/p), the largest |g| for infinity.</param>
    /// <param name="allowNonFinite">Whether an infinite or NaN norm, which spoils all gradients, passes without an error.</param>
    /// <returns>The scaled gradients, and the norm before, a float64 of no axes. In a captured step (<see cref="Step"/>) both are those of each run: return the norm to read it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is negative or <paramref name="p"/> not positive.</exception>
    /// <exception cref="ArithmeticException">The norm is not finite.</exception>
    public static (Gradients Gradients, Tensor Norm) GradNorm(Gradients gradients, double maxNorm, double p = 2, bool allowNonFinite = false)
    {
        Tensor norm = Norm(nameof(GradNorm), [.. gradients], maxNorm, p, allowNonFinite);
        return (IsShort(norm, maxNorm) ? gradients : gradients.Map(gradient => Scaled(nameof(GradNorm), gradient, norm, maxNorm)), norm);
    }

    /// <summary>The same for the <see cref="Tensor.Grad"/> of <paramref name="parameters"/>; those without one are left out. Returns the norm before.</summary>
    /// <inheritdoc cref="GradNorm"/>
    public static Tensor GradNorm_(IReadOnlyList<Tensor> parameters, double maxNorm, double p = 2, bool allowNonFinite = false)
    {
        KeyValuePair<Tensor, Tensor>[] gradients = WithGrad(parameters);
        Tensor norm = Norm(nameof(GradNorm_), gradients, maxNorm, p, allowNonFinite);
        if (!IsShort(norm, maxNorm))
        {
            foreach (var (parameter, gradient) in gradients) parameter.Grad = Scaled(nameof(GradNorm_), gradient, norm, maxNorm);
        }
        return norm;
    }

    /// <summary>Limits each element to [-<paramref name="maxValue"/>, <paramref name="maxValue"/>].</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxValue"/> is negative.</exception>
    public static Gradients GradValue(Gradients gradients, double maxValue)
    {
        Hyperparameter.NotNegative(nameof(GradValue), maxValue, nameof(maxValue));
        return gradients.Map(gradient => Limited(nameof(GradValue), gradient, maxValue));
    }

    /// <summary>The same for the <see cref="Tensor.Grad"/> of <paramref name="parameters"/>; those without one are left out.</summary>
    /// <inheritdoc cref="GradValue"/>
    public static void GradValue_(IReadOnlyList<Tensor> parameters, double maxValue)
    {
        Hyperparameter.NotNegative(nameof(GradValue_), maxValue, nameof(maxValue));
        foreach (var (parameter, gradient) in WithGrad(parameters)) parameter.Grad = Limited(nameof(GradValue_), gradient, maxValue);
    }

    private static KeyValuePair<Tensor, Tensor>[] WithGrad(IReadOnlyList<Tensor> parameters) =>
        [.. parameters.Where(parameter => parameter.Grad is not null).Select(parameter => KeyValuePair.Create(parameter, parameter.Grad!.Contiguous()))];

    private static Tensor Norm(string method, KeyValuePair<Tensor, Tensor>[] gradients, double maxNorm, double p, bool allowNonFinite)
    {
        Hyperparameter.NotNegative(method, maxNorm, nameof(maxNorm));
        if (!(p > 0)) throw new ArgumentOutOfRangeException(nameof(p), $"{method}: p is {p}; a norm needs a positive one");
        return Computed(method, [.. gradients.Select(pair => pair.Value)], () => Tensor.From([NormNow(method, gradients, p, allowNonFinite)], Shape.Scalar));
    }

    private static double NormNow(string method, KeyValuePair<Tensor, Tensor>[] gradients, double p, bool allowNonFinite)
    {
        double sum = 0;
        foreach (var (parameter, gradient) in gradients)
        {
            double part = Sum(gradient, p);
            if (!double.IsFinite(part) && !allowNonFinite) throw new ArithmeticException($"{method}: the gradient of {parameter.Describe()} is not finite; look for the step that made it so (a division by 0, the log or root of 0, too large a learning rate), or pass allowNonFinite: true");
            sum = double.IsPositiveInfinity(p) ? Math.Max(sum, part) : sum + part;
        }
        return p == 2 ? Math.Sqrt(sum) : double.IsPositiveInfinity(p) ? sum : Math.Pow(sum, 1 / p);
    }

    /// <summary>What gradients of a norm are to be multiplied by.</summary>
    private static double Factor(Tensor norm, double maxNorm) => Math.Min(1, maxNorm / (norm.Item<double>() + 1e-6));

    /// <summary>Whether gradients may stay as they are; not where other runs are to follow, whose norm is not known.</summary>
    private static bool IsShort(Tensor norm, double maxNorm) => Journal.Capturing is null && Factor(norm, maxNorm) >= 1;

    /// <summary>What is computed on the host, and again at each replay of a captured step.</summary>
    private static Tensor Computed(string method, Tensor[] operands, Func<Tensor> compute) => Journal.Capturing is { } recorder ? recorder.Computed(method, operands, compute) : compute();

    /// <summary>The sum of |g|^p, or the largest |g| for infinity; in double precision, which does not overflow where floats are squared.</summary>
    private static double Sum(Tensor gradient, double p)
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        if (gradient.DType == DType.Float64) return Sum(gradient.Span<double>(), p);
        Span<double> block = stackalloc double[256];
        ReadOnlySpan<float> rest = gradient.Span<float>();
        double sum = 0;
        while (!rest.IsEmpty)
        {
            int count = Math.Min(rest.Length, block.Length);
            TensorPrimitives.ConvertSaturating(rest[..count], block);
            double part = Sum(block[..count], p);
            sum = double.IsPositiveInfinity(p) ? Math.Max(sum, part) : sum + part;
            rest = rest[count..];
        }
        return sum;
    }

    private static double Sum(ReadOnlySpan<double> values, double p)
    {
        if (values.IsEmpty) return 0;
        if (p == 2) return TensorPrimitives.SumOfSquares(values);
        if (p == 1) return TensorPrimitives.SumOfMagnitudes(values);
        if (double.IsPositiveInfinity(p)) return Math.Abs(TensorPrimitives.MaxMagnitude(values));
        double sum = 0;
        foreach (double value in values) sum += Math.Pow(Math.Abs(value), p);
        return sum;
    }

    private static Tensor Scaled(string method, Tensor gradient, Tensor norm, double maxNorm) => Computed(method, [gradient, norm], () => ScaledNow(gradient, Factor(norm, maxNorm)));

    private static Tensor ScaledNow(Tensor gradient, double factor)
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Tensor scaled = Tensor.Empty(gradient.Shape, gradient.DType);
        if (gradient.DType == DType.Float32) TensorPrimitives.Multiply(gradient.Span<float>(), (float)factor, scaled.Span<float>());
        else TensorPrimitives.Multiply(gradient.Span<double>(), factor, scaled.Span<double>());
        return scaled;
    }

    private static Tensor Limited(string method, Tensor gradient, double maxValue) => Computed(method, [gradient], () => LimitedNow(gradient, maxValue));

    private static Tensor LimitedNow(Tensor gradient, double maxValue)
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Tensor limited = Tensor.Empty(gradient.Shape, gradient.DType);
        if (gradient.DType == DType.Float32) TensorPrimitives.Clamp(gradient.Span<float>(), (float)-maxValue, (float)maxValue, limited.Span<float>());
        else TensorPrimitives.Clamp(gradient.Span<double>(), -maxValue, maxValue, limited.Span<double>());
        return limited;
    }
}
