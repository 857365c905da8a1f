namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The covariances of variables: row i of a matrix [variables, observations] holds what was observed of variable i, and the result [variables, variables] the sums of products of the distances
    /// from the means over n - correction. A list is one variable, whose variance is 0-d.
    /// </summary>
    /// <param name="correction">1 estimates from a sample, 0 describes a population.</param>
    /// <param name="frequencies">How often each observation was made, integers.</param>
    /// <param name="weights">How much each observation counts; n - correction is then the sum of the weights less correction times their weighted mean.</param>
    /// <exception cref="ShapeException">The tensor has more than two axes, or there is not one frequency or weight for each observation.</exception>
    /// <exception cref="DTypeException">The tensor is not floating, the frequencies are not integers, or the weights are of another precision.</exception>
    /// <exception cref="ArgumentException">A frequency or weight is negative.</exception>
    public Tensor Cov(int correction = 1, Tensor? frequencies = null, Tensor? weights = null) => Cov("Cov", correction, frequencies, weights);

    /// <summary>The covariances of variables over the products of their standard deviations (see <see cref="Cov(int, Tensor?, Tensor?)"/>): between -1 and 1, and 1 on the diagonal.</summary>
    /// <exception cref="ShapeException">The tensor has more than two axes.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor CorrCoef()
    {
        Tensor covariances = Cov("CorrCoef", 1, null, null);
        if (covariances.Rank == 0) return covariances / covariances;
        Tensor deviations = covariances.Diagonal().Sqrt();
        return (covariances / deviations.Unsqueeze(1) / deviations).Clamp(-1, 1);
    }

    private Tensor Cov(string op, int correction, Tensor? frequencies, Tensor? weights)
    {
        CheckFloating(op);
        if (Rank > 2) throw new ShapeException($"{op}: {Shape} has {Rank} axes; give a matrix [variables, observations], or a list for one variable");
        Tensor x = Rank < 2 ? Reshape(1, -1) : this;
        if (frequencies is not null && !frequencies.DType.IsInteger()) throw new DTypeException($"{op}: the frequencies {frequencies.Describe()} are not integers; cast them with To(DType.Int64), or give them as weights");
        Tensor? each = Counts(frequencies, "frequencies")?.To(DType);
        if (Counts(weights, "weights") is { } given) each = each is null ? given : each * given;
        Tensor total, mean;
        if (each is null)
        {
            (total, mean) = (Full(Shape.Scalar, x.Shape[1], DType), x.Mean(1, keepDim: true));
        }
        else
        {
            total = each.Sum();
            mean = (x * each).Sum(1, keepDim: true) / total;
        }
        x -= mean;
        Tensor divisor = total - (weights is null ? correction : (each! * weights).Sum() / total * correction);
        return ((each is null ? x : x * each).MatMul(x.T) / divisor.ClampMin(0)).Squeeze();

        Tensor? Counts(Tensor? counts, string what)
        {
            if (counts is null) return null;
            if (counts.Rank > 1 || counts.ElementCount != x.Shape[1]) throw new ShapeException($"{op}: {what} {counts.Shape} for {Shape} with {x.Shape[1]} observations; give a list with one for each");
            if ((bool)counts.Lt(0).Any()) throw new ArgumentException($"{op}: one of the {what} is negative; an observation counts 0 or more");
            return counts;
        }
    }
}
