namespace PyDeepTensorNet;

/// <summary>
/// Checks second derivatives: <see cref="GradCheck"/> of the gradient, as a function of the inputs and of the result's cotangent, so that what derivatives are made of is differentiated too.
/// <code>GradGradCheck.Run(x => x.Sigmoid(), x).ThrowIfFailed();</code>
/// </summary>
public static class GradGradCheck
{
    /// <summary>Checks a function of one tensor at <paramref name="input"/>; see <see cref="GradCheck.Run(Func{Tensor, Tensor}, Tensor, GradCheckOptions?)"/>.</summary>
    public static GradCheckReport Run(Func<Tensor, Tensor> function, Tensor input, GradCheckOptions? options = null) => Run(inputs => function(inputs[0]), [input], options);

    /// <summary>Checks a function at <paramref name="inputs"/>, replayed in float64; see <see cref="GradCheck.Run(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor}, GradCheckOptions?)"/>.</summary>
    /// <exception cref="DTypeException">The function casts its result to something else than float64.</exception>
    public static GradCheckReport Run(Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs, GradCheckOptions? options = null) => GradCheck.Unrecorded(() =>
    {
        GradCheck.Replay exact = new(function, inputs);
        return Run(exact.Function, exact.Parameters, options);
    });

    /// <summary>Checks a function of what it captures; see <see cref="GradCheck.Run(Func{Tensor}, IReadOnlyList{Tensor}, GradCheckOptions?)"/>.</summary>
    /// <exception cref="DTypeException">A parameter, or the result, is not float64.</exception>
    /// <exception cref="ShapeException">A parameter is a strided view.</exception>
    public static GradCheckReport Run(Func<Tensor> function, IReadOnlyList<Tensor> parameters, GradCheckOptions? options = null) =>
        GradCheck.Unrecorded(() => Compare(function, parameters, options ?? GradCheckOptions.Default, new Blame(() => [function()], second: true)));

    /// <summary>Checks the derivatives by the parameters and by the cotangent of the result.</summary>
    internal static GradCheckReport Compare(Func<Tensor> function, IReadOnlyList<Tensor> parameters, GradCheckOptions options, Blame? blame)
    {
        Shape shape = function().Shape;
        Tensor cotangent = Tensor.Wrap(GradCheck.RandomCotangent(shape.ElementCount), shape);
        cotangent.Name = "cotangent";
        return new Comparison(nameof(GradGradCheck), FirstDerivatives, [.. parameters, cotangent], options with { ForwardTolerance = null }, blame).Report();

        IReadOnlyList<Tensor> FirstDerivatives()
        {
            using var tape = new Tape();
            return [.. GradCheck.Gradients(tape, function(), parameters, cotangent).OfType<Tensor>()];
        }
    }
}
