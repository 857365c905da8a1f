namespace PyDeepTensorNet;

/// <summary>Which values an op keeps for its derivative; what is not named is released after the forward.</summary>
[Flags]
internal enum Residuals : byte
{
    None = 0,
    First = 1,
    Second = 2,
    Third = 4,
    Inputs = 7,
    Output = 8,
}

/// <summary>What every op has: a name for tapes, profiles and messages.</summary>
internal interface INamedOp
{
    string Name { get; }
}

/// <summary>What every recorded op has beside it: what its derivative reads.</summary>
internal interface IOp : INamedOp
{
    Residuals Residuals { get; }
}

/// <summary>
/// What the tape knows of an op: its name, and how to pull a cotangent back. Families implement it once for all their ops; one shared instance serves an op without settings.
/// </summary>
internal abstract class Rule
{
    public abstract string Name { get; }

    public abstract Residuals Residuals { get; }

    /// <summary>Hands the sweep the cotangent of each input that it needs, given that of the output, in Tensor operations.</summary>
    public abstract void Pull(in Entry entry, Tensor dy, Sweep sweep);
}
