namespace PyDeepTensorNet;

/// <summary>
/// An operation whose result, or whose derivative, is not finite, the first on a tape with <see cref="TapeOptions.DetectAnomalies"/>: which one, its line, the ranges of its operands and what is
/// known to help.
/// </summary>
public sealed class AnomalyException : ArithmeticException
{
    /// <summary>An exception without a message.</summary>
    public AnomalyException() { }

    /// <summary>An exception with its message.</summary>
    public AnomalyException(string message) : base(message) { }

    /// <summary>An exception with its message and cause.</summary>
    public AnomalyException(string message, Exception innerException) : base(message, innerException) { }

    internal AnomalyException(Anomaly anomaly) : base(anomaly.ToString()) => Anomaly = anomaly;

    /// <summary>What was found; null where the exception was not thrown by a tape.</summary>
    public Anomaly? Anomaly { get; }
}

/// <summary>A value that is not finite, and the operation that made it.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Entry">Its number on the tape.</param>
/// <param name="IsCotangent">Whether it is its derivative that is not finite, in a backward sweep.</param>
/// <param name="Site">The line that asked for the operation.</param>
/// <param name="Value">dtype, shape and range of the value.</param>
/// <param name="Operands">dtype, shape and range of each operand, of a cotangent's operation those that it kept, and the cotangent of its result.</param>
/// <param name="Cause">What went wrong, as a clause.</param>
/// <param name="Remedy">What is known to help, as a clause.</param>
public sealed record Anomaly(string Operation, int Entry, bool IsCotangent, Site? Site, string Value, IReadOnlyList<string> Operands, string Cause, string Remedy)
{
    /// <summary>All of it in a sentence.</summary>
    public override string ToString()
    {
        string at = Site is null ? "" : $" ({Site.ToString(Operation)})";
        string what = IsCotangent ? "the cotangent that its derivative gives" : "its result";
        string operands = Operands.Count == 0 ? "" : $", from {string.Join(", ", Operands)}";
        return $"Anomaly: {Operation}, entry {Entry}{at}: {what} is not finite: {Value}{operands}; cause: {Cause}; remedy: {Remedy}";
    }
}
