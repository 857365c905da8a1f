namespace PyDeepTensorNet;

/// <summary>What <see cref="Tensor.Quantile(double, int?, bool, QuantileInterpolation)"/> takes where a quantile lies between two elements.</summary>
public enum QuantileInterpolation
{
    /// <summary>The point between them at that fraction of the way.</summary>
    Linear,

    /// <summary>The smaller one.</summary>
    Lower,

    /// <summary>The larger one.</summary>
    Higher,

    /// <summary>The nearer one, at half the way that of the even place.</summary>
    Nearest,

    /// <summary>The point halfway between them.</summary>
    Midpoint,
}

public sealed partial class Tensor
{
    /// <summary>
    /// The value below which a fraction <paramref name="q"/> of the elements lies: that at place q (n - 1) of the sorted elements along an axis, of all where none is given. NaN where an element is.
    /// The gradient goes to the elements on both sides.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="q"/> is not from 0 to 1.</exception>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Quantile(double q, int? dim = null, bool keepDim = false, QuantileInterpolation interpolation = QuantileInterpolation.Linear) =>
        Quantile(Full(Shape.Scalar, q, DType.IsFloating() ? DType : DType.Float64), dim, keepDim, interpolation);

    /// <summary>The quantiles of a list of fractions, along a new first axis of the result (none for a 0-d fraction); with linear interpolation they are differentiable by the fractions too.</summary>
    /// <exception cref="ArgumentException">A fraction is not from 0 to 1.</exception>
    /// <exception cref="ShapeException">The axis does not exist or has no elements, or the fractions are no list.</exception>
    /// <exception cref="DTypeException">The tensor is not floating, or the fractions are of another dtype.</exception>
    public Tensor Quantile(Tensor q, int? dim = null, bool keepDim = false, QuantileInterpolation interpolation = QuantileInterpolation.Linear) =>
        Quantile("Quantile", q, dim, keepDim, interpolation, ignoreNan: false);

    /// <summary>As <see cref="Quantile(double, int?, bool, QuantileInterpolation)"/>, but of the elements that are not NaN; NaN where all are.</summary>
    /// <exception cref="ArgumentException"><paramref name="q"/> is not from 0 to 1.</exception>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor NanQuantile(double q, int? dim = null, bool keepDim = false, QuantileInterpolation interpolation = QuantileInterpolation.Linear) =>
        NanQuantile(Full(Shape.Scalar, q, DType.IsFloating() ? DType : DType.Float64), dim, keepDim, interpolation);

    /// <summary>As <see cref="Quantile(Tensor, int?, bool, QuantileInterpolation)"/>, but of the elements that are not NaN; NaN where all are.</summary>
    /// <exception cref="ArgumentException">A fraction is not from 0 to 1.</exception>
    /// <exception cref="ShapeException">The axis does not exist or has no elements, or the fractions are no list.</exception>
    /// <exception cref="DTypeException">The tensor is not floating, or the fractions are of another dtype.</exception>
    public Tensor NanQuantile(Tensor q, int? dim = null, bool keepDim = false, QuantileInterpolation interpolation = QuantileInterpolation.Linear) =>
        Quantile("NanQuantile", q, dim, keepDim, interpolation, ignoreNan: true);

    private Tensor Quantile(string op, Tensor q, int? dim, bool keepDim, QuantileInterpolation interpolation, bool ignoreNan)
    {
        CheckFloating(op);
        if (q.Rank > 1) throw new ShapeException($"{op}: the fractions {q.Shape} have {q.Rank} axes; give one or a list");
        if (q.DType != DType) throw new DTypeException($"{op}: the fractions {q.Describe()} for {Describe()}; cast them with To(DType.{DType})");
        foreach (double fraction in q.Detach().To(DType.Float64).ToArray<double>())
        {
            if (!(fraction is >= 0 and <= 1)) throw new ArgumentException($"{op}: a fraction of {fraction} is not from 0 to 1");
        }
        int? given = dim is { } named ? Shape.Axis(op, named) : null;
        var axes = new AxisReduction(op, Shape, given is { } one ? [one] : [], keepDim);
        axes.CheckNotEmpty(op, Shape);

        // Rows, a rank in each for each fraction; NaN stand at the end of a sorted row.
        Tensor rows = axes.ToRows(this), sorted = rows.Sort().Values;
        int last = rows.Shape[^1] - 1;
        Tensor numbers = rows.Eq(rows).Sum(-1, keepDim: true).To(DType) - 1.0;
        Tensor ranks = q.Reshape(-1) * (ignoreNan ? numbers.ClampMin(0) : Full(numbers.Shape, last, DType));
        if (!ignoreNan) ranks = Where(numbers.Lt(last), last, ranks);

        Tensor below = Places(ranks, interpolation switch
        {
            QuantileInterpolation.Higher => Math.Ceiling,
            QuantileInterpolation.Nearest => rank => Math.Round(rank, MidpointRounding.ToEven),
            _ => Math.Floor,
        });
        Tensor result = sorted.Gather(-1, below);
        if (interpolation is QuantileInterpolation.Linear or QuantileInterpolation.Midpoint)
        {
            Tensor above = Places(ranks, Math.Ceiling), between = above.Ne(below);
            Tensor way = interpolation == QuantileInterpolation.Midpoint ? 0.5 : ranks - below.To(DType);
            // At a place there is nothing between, not even infinity less infinity.
            result = Where(between, result.Lerp(sorted.Gather(-1, above), way), result);
        }
        Shape shape = axes.Result(Shape);
        return q.Rank == 0 ? result.Reshape(shape) : result.MoveDim(-1, 0).Reshape([q.ElementCount, .. shape]);

        static Tensor Places(Tensor ranks, Func<double, double> round) =>
            From(Array.ConvertAll(ranks.To(DType.Float64).ToArray<double>(), rank => (long)round(rank)), ranks.Shape);
    }
}
