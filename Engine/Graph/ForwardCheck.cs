using System.Globalization;

namespace PyDeepTensorNet;

/// <summary>
/// Forward mode against reverse mode at one point: for a random direction u of the inputs and a cotangent v of the result, u^T (J^T v) and (J u)^T v are the same number. Forward mode differentiates the
/// recorded pull by its cotangent (<see cref="Derivatives.Jvp(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor}, IReadOnlyList{Tensor})"/>), so that the two differ where a vjp has the right value and
/// loses its cotangent on the way to it, or where what a vjp is made of has a wrong derivative itself.
/// </summary>
public sealed record ForwardCheck
{
    /// <summary>u^T (J^T v), by one backward sweep.</summary>
    public double Reverse { get; private init; }

    /// <summary>(J u)^T v, by sweeps through the recorded pull.</summary>
    public double Forward { get; private init; }

    /// <summary>Their difference, in parts of the sum of the magnitudes that they add up, or of the function's value where that is greater, at least of 1.</summary>
    public double Error { get; private init; }

    /// <summary>The error that is accepted.</summary>
    public double Tolerance { get; private init; }

    /// <summary>Why there was nothing to compare: the function cannot be differentiated twice, or its derivative is not finite. Null where there was.</summary>
    public string? Obstacle { get; private init; }

    /// <summary>Fail if the two differ, Inconclusive if they could not be compared.</summary>
    public Verdict Verdict => Obstacle is not null ? Verdict.Inconclusive : Error <= Tolerance ? Verdict.Pass : Verdict.Fail;

    /// <summary>In a line, with both values where they differ.</summary>
    public override string ToString() => Verdict switch
    {
        Verdict.Pass => string.Create(CultureInfo.InvariantCulture, $"forward mode agrees with reverse mode to {Tolerance:g}"),
        Verdict.Inconclusive => $"forward mode not compared: {Obstacle}",
        _ => string.Create(CultureInfo.InvariantCulture, $"forward mode differs from reverse mode: (J u) v is {Forward:g9}, u (J^T v) is {Reverse:g9}; a vjp has the right value, and is not differentiable as it should be by its cotangent"),
    };

    /// <summary>Compares the two for a function of what it captures.</summary>
    /// <param name="function">The function.</param>
    /// <param name="parameters">By what it is differentiated.</param>
    /// <param name="cotangent">v, an entry for each of the result.</param>
    /// <param name="tolerance">The error that is accepted.</param>
    internal static ForwardCheck Of(Func<Tensor> function, IReadOnlyList<Tensor> parameters, double[] cotangent, double tolerance)
    {
        var generator = new Generator(21);
        Tensor[] direction = [.. parameters.Select(parameter => Tensor.Uniform(parameter.Shape, -1, 1, DType.Float64, generator))];
        using var at = Linearization.OfCaptured(nameof(GradCheck), function, parameters);
        Tensor v = Tensor.Wrap(cotangent, at.Value.Shape);
        (double reverse, double reverseTerms) = Product(direction, at.Vjp(v));
        if (!double.IsFinite(reverse)) return Incomparable("the derivatives on the tape are not finite");
        double forward, forwardTerms;
        try
        {
            (forward, forwardTerms) = Product([at.Jvp(direction)], [v]);
        }
        catch (TapeException cause)
        {
            return Incomparable(cause.Message);
        }
        double value = at.Value.ToArray<double>().Select(Math.Abs).DefaultIfEmpty().Max(), scale = Math.Max(Math.Max(reverseTerms, forwardTerms), Math.Max(value, 1));
        return new() { Reverse = reverse, Forward = forward, Error = Math.Abs(forward - reverse) / scale, Tolerance = tolerance };

        ForwardCheck Incomparable(string obstacle) => new() { Reverse = reverse, Forward = double.NaN, Error = double.NaN, Tolerance = tolerance, Obstacle = obstacle };
    }

    /// <summary>The sum of products of all entries, and that of their magnitudes.</summary>
    private static (double Sum, double Terms) Product(Tensor[] left, Tensor[] right)
    {
        (double sum, double terms) = (0, 0);
        for (int i = 0; i < left.Length; i++)
        {
            foreach (double product in (left[i] * right[i]).ToArray<double>())
            {
                sum += product;
                terms += Math.Abs(product);
            }
        }
        return (sum, terms);
    }
}
