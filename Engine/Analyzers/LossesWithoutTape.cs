using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PyDeepTensorNet.Analyzers;

/// <summary>PDT004: a loss that is differentiated, and was computed in this method before any tape was opened or without one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LossesWithoutTape() : EngineAnalyzer(Rules.LossWithoutTape, OperationKind.Invocation)
{
    private protected override void Analyze(OperationAnalysisContext context, Engine engine)
    {
        var call = (IInvocationOperation)context.Operation;
        string method = call.TargetMethod.ContainingType.Name + "." + call.TargetMethod.Name;
        bool names = SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, engine.Tensor.ContainingAssembly) || SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, engine.Tensor);
        IOperation? loss = (names, method) switch
        {
            (true, "Tensor.Backward") => call.Instance,
            (true, "Autograd.Grad" or "Tape.Gradient") => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value,
            _ => null,
        };
        if (Engine.LocalOf(loss) is not { } local || Computation(local, call) is not { } computation) return;

        IOperation body = Engine.Body(call);
        IOperation[] tapes = [.. body.Descendants().Where(operation => engine.IsTape(operation.Type) && operation is IObjectCreationOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation)];
        int computed = computation.Syntax.SpanStart;
        string? why = method == "Tape.Gradient" ? OlderThan(engine, local, call.Instance, computed)
            : tapes.Length == 0 && !TakesTape(engine, context.ContainingSymbol) ? $"'{local.Name}' is computed in a method that opens no tape"
            : tapes.Length > 0 && tapes.All(tape => tape is IObjectCreationOperation && tape.Syntax.SpanStart > computed) && !InFunction(computation) ? $"'{local.Name}' is computed before the tape is opened"
            : null;
        if (why is not null) context.ReportDiagnostic(Diagnostic.Create(Rules.LossWithoutTape, loss!.Syntax.GetLocation(), why, call.TargetMethod.Name));
    }

    private static string? OlderThan(Engine engine, ILocalSymbol loss, IOperation? tape, int computed)
    {
        if (Engine.LocalOf(tape) is not { } local || tape is null || Computation(local, tape) is not IObjectCreationOperation creation || !engine.IsTape(creation.Type)) return null;
        return creation.Syntax.SpanStart > computed ? $"'{loss.Name}' is computed before the tape is opened" : null;
    }

    /// <summary>The only value that a local variable ever has, if that is an operation; null where it is assigned again, or only handed on.</summary>
    private static IOperation? Computation(ILocalSymbol local, IOperation use)
    {
        IOperation? value = null;
        foreach (IOperation operation in Engine.Body(use).Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Same(declarator.Symbol):
                    value = declarator.GetVariableInitializer()?.Value;
                    break;
                case IAssignmentOperation { Target: ILocalReferenceOperation target } when Same(target.Local):
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation argument } when Same(argument.Local):
                    return null;
            }
        }
        return Engine.Unwrap(value) is IInvocationOperation or IBinaryOperation or IUnaryOperation or IObjectCreationOperation ? Engine.Unwrap(value) : null;

        bool Same(ILocalSymbol other) => SymbolEqualityComparer.Default.Equals(other, local);
    }

    /// <summary>A method that is given a tape computes under it.</summary>
    private static bool TakesTape(Engine engine, ISymbol member) => member is IMethodSymbol method && method.Parameters.Any(parameter => engine.IsTape(parameter.Type));

    /// <summary>A function inside the method may be called later, when a tape is open.</summary>
    private static bool InFunction(IOperation operation)
    {
        for (IOperation? parent = operation; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation) return true;
        }
        return false;
    }
}
