namespace PyDeepTensorNet;

/// <summary>What <see cref="GradCheck"/> and <see cref="GradGradCheck"/> accept, and how much they look at.</summary>
public sealed record GradCheckOptions
{
    /// <summary>The defaults: 1e-9 absolute, 1e-6 relative, every entry.</summary>
    public static GradCheckOptions Default { get; } = new();

    /// <summary>
    /// The absolute difference that is accepted, for function values about 1; it grows with them, since the rounding of a difference does. Central differences with a step of 6e-6 carry about
    /// 4e-11 of rounding for each unit in the values, so that this leaves room for functions that round some twenty times.
    /// </summary>
    public double AbsoluteTolerance { get; init; } = 1e-9;

    /// <summary>The difference that is accepted as a part of the derivative; curvature leaves about 1e-11 times the third derivative.</summary>
    public double RelativeTolerance { get; init; } = 1e-6;

    /// <summary>Of a tensor with more entries, so many evenly spread ones are compared: each costs two evaluations of the function.</summary>
    public int MaxEntries { get; init; } = int.MaxValue;
}
