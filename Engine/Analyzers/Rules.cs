using Microsoft.CodeAnalysis;

namespace PyDeepTensorNet.Analyzers;

/// <summary>What the analyzers warn of, with the remedy in each message.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor UndisposedTape = Warning(
        "PDT001",
        "Tape",
        "A tape is never disposed",
        "This tape is never disposed, so that everything after it on this thread is recorded and kept; write 'using var tape = new Tape();'",
        "A tape records from its opening to its disposal. One that is forgotten keeps all that is computed on its thread, and every later tape is nested in it. Open it with 'using', or call Dispose in a finally block.");

    public static readonly DiagnosticDescriptor IgnoredResult = Warning(
        "PDT002",
        "Tensor",
        "The result of an operation is ignored",
        "The result of '{0}' is ignored, and nothing else has changed: operations return a new tensor; assign it, or call one that writes in place (CopyFrom, Fill_, Zero_)",
        "Operations do not change the tensors that they are called on, whatever their names are in other libraries; a statement that drops the result does nothing. Write 'x = x.Relu();', or '_ = x.Relu();' where the result is not wanted on purpose.");

    public static readonly DiagnosticDescriptor ReadInCapture = Warning(
        "PDT003",
        "Tape",
        "A number is read inside a captured step",
        "'{0}' inside a captured step is refused when the step runs, as replays would not read again; return the tensor from the step and read it after Run",
        "A captured step runs its C# code twice, to record it and to compare; afterwards the recorded operations are replayed without it. A number that the code read would stay that of the recording, and so would every decision made by it, so that Run throws a CaptureException. Return the tensor from the step and call Item() on what Run returns, or keep the computation in tensors (Tensor.Where instead of if).");

    public static readonly DiagnosticDescriptor LossWithoutTape = Warning(
        "PDT004",
        "Tape",
        "A loss is computed with no tape open",
        "{0}, so that nothing leads from it to the parameters and {1} throws; put 'using var tape = new Tape();' before the forward computation",
        "A tape sees only what is computed after it is opened. A loss that is older, or that was computed without one, cannot be differentiated. Open the tape before the forward computation.");

    private static DiagnosticDescriptor Warning(string id, string category, string title, string message, string description) =>
        new(id, title, message, category, DiagnosticSeverity.Warning, isEnabledByDefault: true, description);
}
