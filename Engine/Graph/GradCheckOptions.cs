namespace PyDeepTensorNet;

/// <summary>What <see cref="GradCheck"/> and <see cref="GradGradCheck"/> accept, and how much they look at.</summary>
public sealed record GradCheckOptions
{
    /// <summary>The defaults: 1e-9 absolute, 1e-6 relative, 500 entries one by one.</summary>
    public static GradCheckOptions Default { get; } = new();

    /// <summary>
    /// The absolute difference that is accepted, for function values about 1; it grows with them, since the rounding of a difference does. Central differences with a step of 6e-6 carry about
    /// 4e-11 of rounding for each unit in the values, so that this leaves room for functions that round some twenty times.
    /// </summary>
    public double AbsoluteTolerance { get; init; } = 1e-9;

    /// <summary>The difference that is accepted as a part of the derivative; curvature leaves about 1e-11 times the third derivative.</summary>
    public double RelativeTolerance { get; init; } = 1e-6;

    /// <summary>
    /// How many entries are compared one by one, in all: each costs two evaluations of the function, a doubtful one some fifty. Where there are more, every tensor gets its part, spread evenly, and random
    /// directions through all its entries besides; one that differs is halved until the worst entry is found.
    /// </summary>
    public int MaxEntries { get; init; } = 500;

    /// <summary>The random directions through each tensor of which not every entry is compared; each costs two evaluations.</summary>
    public int Directions { get; init; } = 3;

    /// <summary>
    /// The relative difference between forward and reverse mode that <see cref="GradCheck"/> accepts; null leaves that comparison out. It costs a recorded backward sweep and one more for each tensor.
    /// Both modes round, so that functions that magnify rounding, as the solution of a nearly singular system does, need a greater one.
    /// </summary>
    public double? ForwardTolerance { get; init; } = 1e-12;
}
