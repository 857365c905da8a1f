namespace PyDeepTensorNet;

/// <summary>
/// Derivatives as functions: of a C# function at a point, without a tape in the user's hands.
/// <code>
/// Tensor jacobian = Derivatives.Jacobian(x => x.Square() * x.Sum(), x);
/// Tensor hessian = Derivatives.Hessian(x => (x.Square() * x.Sum()).Sum(), x);
/// </code>
/// </summary>
/// <remarks>
/// They nest, and an open tape differentiates what they compute: an inner function's derivative may stand in the outer function's expression. Derivatives are by the arguments alone; what a
/// function captures is constant, even a tensor that is also its argument. An input that the value does not depend on has the derivative zero.
/// Forward mode is two reverse modes (the vjp is linear in its cotangent, and is differentiated by it), so that it needs no rules of its own: the recorded pull costs a backward sweep and keeps its
/// residuals, and each product with a tangent costs about another sweep, whatever the number of inputs.
/// </remarks>
public static partial class Derivatives
{
    /// <summary>The value and its vector-Jacobian product u^T J, a part for each input: one forward computation and one backward sweep.</summary>
    /// <exception cref="ShapeException">The cotangent has not the shape and dtype of the function's value.</exception>
    /// <exception cref="DTypeException">An input or the value is not floating.</exception>
    public static (Tensor Value, IReadOnlyList<Tensor> Vjp) Vjp(Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs, Tensor cotangent)
    {
        using var at = new Linearization(nameof(Vjp), function, inputs);
        return (at.Value, at.Vjp(cotangent));
    }

    /// <summary>The value and its vector-Jacobian product u^T J of a function of one tensor; see <see cref="Vjp(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor}, Tensor)"/>.</summary>
    public static (Tensor Value, Tensor Vjp) Vjp(Func<Tensor, Tensor> function, Tensor x, Tensor cotangent)
    {
        var (value, vjp) = Vjp(Many(function), [x], cotangent);
        return (value, vjp[0]);
    }

    /// <summary>The value and its Jacobian-vector product J v, the derivative in the direction v: one forward computation and two backward sweeps, however many the inputs.</summary>
    /// <exception cref="ShapeException">A tangent has not the shape and dtype of its input.</exception>
    /// <exception cref="DTypeException">An input or the value is not floating.</exception>
    public static (Tensor Value, Tensor Jvp) Jvp(Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tangents)
    {
        using var at = new Linearization(nameof(Jvp), function, inputs);
        return (at.Value, at.Jvp(tangents));
    }

    /// <summary>The value and its Jacobian-vector product J v of a function of one tensor; see <see cref="Jvp(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor}, IReadOnlyList{Tensor})"/>.</summary>
    public static (Tensor Value, Tensor Jvp) Jvp(Func<Tensor, Tensor> function, Tensor x, Tensor tangent) => Jvp(Many(function), [x], [tangent]);

    /// <summary>
    /// The derivatives of order 0 to <paramref name="order"/> of f(x + t v) by t at t = 0: the value, J v, v^T H v and so on, each of the value's shape. Divided by k! they are the coefficients of the
    /// Taylor series. Each order records the derivative of the one before, so that work and memory grow some fourfold an order, twofold for a single number.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is negative.</exception>
    /// <exception cref="ShapeException">The direction has not the shape and dtype of the input.</exception>
    public static IReadOnlyList<Tensor> Directional(Func<Tensor, Tensor> function, Tensor x, Tensor direction, int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        if (direction.Shape != x.Shape || direction.DType != x.DType) throw new ShapeException($"Directional: the direction is {direction.Describe()}, its input {x.Describe()}; both must have the same shape and dtype");
        Tensor t = Tensor.Zeros(Shape.Scalar, x.DType), one = Tensor.OnesLike(t);
        var results = new List<Tensor>(order + 1);
        using var along = new Linearization(nameof(Directional), inputs => function(x + inputs[0] * direction), [t]);
        for (Tensor value = along.Value; ; value = along.Slope(value, one, createGraph: results.Count < order))
        {
            results.Add(value);
            if (results.Count > order) return results;
        }
    }

    private static Func<IReadOnlyList<Tensor>, Tensor> Many(Func<Tensor, Tensor> function) => inputs => function(inputs[0]);
}
