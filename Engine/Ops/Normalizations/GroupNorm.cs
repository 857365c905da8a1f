namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The channels (axis 1) of each sample in groups, all elements of a group together brought to mean 0 and variance 1, then scaled and shifted channel by channel:
    /// (x - mean) / sqrt(variance + eps) * weight + bias, with the variance over n.
    /// </summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, the groups do not divide the channels, or weight or bias are not [channels].</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    public Tensor GroupNorm(int groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
    {
        int channels = Channels("GroupNorm", weight, bias);
        if (groups < 1 || channels % groups != 0) throw new ShapeException($"GroupNorm: {groups} groups for the {channels} channels of {Shape} (axis 1); take a divisor of {channels}");
        int rows = Shape[0] * groups;
        return Standardized(rows, rows == 0 ? 0 : ElementCount / rows, eps).PerChannel(weight, bias);
    }

    /// <summary>The number of channels of a tensor [samples, channels, ..] that is to be normalized.</summary>
    private int Channels(string op, Tensor? weight, Tensor? bias)
    {
        CheckFloating(op);
        if (Rank < 2) throw new ShapeException($"{op}: {Shape} has {Rank} axes; it must have samples and channels first");
        CheckAffine(op, weight, [Shape[1]], "weight");
        CheckAffine(op, bias, [Shape[1]], "bias");
        return Shape[1];
    }

    /// <summary>The elements as so many rows, each brought to mean 0 and variance 1.</summary>
    private Tensor Standardized(int rows, int columns, double eps) => Apply.Nary(new StandardizeOp(eps, Center: true), Reshape(rows, columns)).Reshape(Shape);

    /// <summary>x weight + bias with one of each a channel, of axis 1.</summary>
    private Tensor PerChannel(Tensor? weight, Tensor? bias)
    {
        int[] dims = new int[Rank - 1];
        Array.Fill(dims, 1);
        dims[0] = -1;
        Tensor y = weight is null ? this : this * weight.Reshape(dims);
        return bias is null ? y : y + bias.Reshape(dims);
    }
}
