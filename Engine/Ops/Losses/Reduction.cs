namespace PyDeepTensorNet;

/// <summary>What becomes of the losses of the elements.</summary>
public enum Reduction
{
    /// <summary>They stay as they are.</summary>
    None,

    /// <summary>Their mean; weighted losses divide by the sum of the weights where their summary says so.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their sum divided by the size of the first axis, the batch: for a divergence its mean, which <see cref="Mean"/> is not.</summary>
    BatchMean,
}
