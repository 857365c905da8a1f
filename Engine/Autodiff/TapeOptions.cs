namespace PyDeepTensorNet;

/// <summary>What a tape keeps beside what derivatives need. Options hold for all tapes nested in the one that has them.</summary>
[Flags]
public enum TapeOptions
{
    /// <summary>Nothing; a recorded operation costs a fraction of a microsecond.</summary>
    None = 0,

    /// <summary>The line and expression that asked for each operation (<see cref="Site"/>): printed tapes show them, and messages quote them. Some ten microseconds an operation.</summary>
    Debug = 1,

    /// <summary>
    /// <see cref="Debug"/>, and the first operation whose result or derivative is not finite throws an <see cref="AnomalyException"/> with its line, the ranges of its operands and the known remedy.
    /// Every value is read once more. Infinities that were filled in, as masks are, may pass; a NaN never does.
    /// </summary>
    DetectAnomalies = Debug | 2,

    /// <summary>The time of each operation and derivative (<see cref="Tape.Profile"/>): pictures of the tape show them. Some tenths of a microsecond an operation.</summary>
    Profile = 8,

    /// <summary>
    /// For steps without garbage: one tape serves many steps, and <see cref="Tape.Reset"/> takes back what the last one computed, to be used again. See there for what that asks of the user. Only for an outermost tape.
    /// </summary>
    Recycle = 16,
}
