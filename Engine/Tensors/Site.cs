using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// Where the caller's sources asked for an operation: what a tape in debug mode keeps with each entry, and what messages quote. Found by walking the stack to the first method outside the
/// engine, which costs microseconds. Without debug information, as under NativeAOT, the method's name is all that is known. In optimised builds the line may be that of the statement before,
/// where one's value is handed straight to the next, and a method that was inlined counts as its caller.
/// </summary>
/// <param name="Path">The source file's path; null where it is not known.</param>
/// <param name="Line">The line, counted from 1; 0 where it is not known.</param>
/// <param name="Member">The method, local function, or method around the lambda.</param>
public sealed record Site(string? Path, int Line, string Member)
{
    private static readonly string s_engine = DiagnosticMethodInfo.Create(new StackFrame(0, false))?.DeclaringAssemblyName ?? "";

    /// <summary>How many open tapes of this thread want messages to quote sites.</summary>
    [ThreadStatic]
    private static int t_quoting;

    private string? _statement;

    /// <summary>Where on the line the statement starts, counted from 1; 0 where it is not known.</summary>
    internal int Column { get; init; }

    /// <summary>The source file's name without its folders.</summary>
    public string? File => Path is null ? null : Path[(Path.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>The expression of the statement on that line, read from the source file when it is asked for; null where there is no such file.</summary>
    public string? Expression => (_statement ??= SourceText.Statement(Path, Line, Column) ?? "") is { Length: > 0 } text ? text : null;

    /// <summary>The expression as far as it calls <paramref name="op"/>, else the whole one: <c>x.MatMul(w1)</c> of <c>x.MatMul(w1).Relu()</c>.</summary>
    public string? ExpressionOf(string op) => Expression is { } text ? SourceText.CallOf(op, text) : null;

    /// <summary>As messages quote it: <c>x.MatMul(w1), Model.cs:14</c>, or as much of that as is known.</summary>
    public override string ToString() => Describe(Expression);

    /// <summary>The same, with the expression as far as it calls <paramref name="op"/>.</summary>
    public string ToString(string op) => Describe(ExpressionOf(op));

    /// <summary>File and line, <c>Model.cs:14</c>; the method where they are not known.</summary>
    public string Place => Path is null ? $"in {Member}" : FormattableString.Invariant($"{File}:{Line}");

    private string Describe(string? expression) => expression is null ? Place : $"{expression}, {Place}";

    /// <summary>The site of the call of the engine that is being executed; null where the stack holds none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static Site? Capture()
    {
        // Debug information is read for one frame only: it is what costs.
        var trace = new StackTrace(1, false);
        for (int i = 0; i < trace.FrameCount; i++)
        {
            if (trace.GetFrame(i) is not { } frame || DiagnosticMethodInfo.Create(frame) is not { } method || method.DeclaringAssemblyName == s_engine || IsFramework(method.DeclaringAssemblyName)) continue;
            var detailed = new StackFrame(i + 1, true);
            int line = detailed.GetFileLineNumber();
            return new(line == 0 ? null : detailed.GetFileName(), line, SourceText.MemberName(method.Name, method.DeclaringTypeName)) { Column = detailed.GetFileColumnNumber() };
        }
        return null;
    }

    // The engine's own lambdas are called through it.
    private static bool IsFramework(string assembly) => assembly.StartsWith("System.", StringComparison.Ordinal);

    /// <summary>From here to <see cref="EndQuoting"/>, messages of refused calls on this thread end with the site of the call.</summary>
    internal static void BeginQuoting() => t_quoting++;

    internal static void EndQuoting() => t_quoting--;

    /// <summary>A message with the site of the call at its end, in debug mode.</summary>
    internal static string Quote(string message)
    {
        if (t_quoting == 0 || Capture() is not { } site) return message;
        int colon = message.IndexOf(':');
        return $"{message} ({site.ToString(colon < 0 ? "" : message[..colon])})";
    }
}
