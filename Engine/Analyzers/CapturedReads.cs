using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PyDeepTensorNet.Analyzers;

/// <summary>PDT003: a tensor's number read in a function that is handed to <c>Step.Capture</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CapturedReads() : EngineAnalyzer(Rules.ReadInCapture, OperationKind.Invocation)
{
    private protected override void Analyze(OperationAnalysisContext context, Engine engine)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name is not ("Item" or "ToArray" or "AsSpan" or "AsReadOnlySpan" or "AsTensorSpan" or "AsReadOnlyTensorSpan") || !engine.IsTensor(call.TargetMethod.ContainingType) || !IsCaptured(call)) return;
        context.ReportDiagnostic(Diagnostic.Create(Rules.ReadInCapture, call.Syntax.GetLocation(), call.TargetMethod.Name + "()"));
    }

    private static bool IsCaptured(IOperation operation)
    {
        for (IOperation? parent = operation; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation && Receiver(parent.Parent) is { TargetMethod: { Name: "Capture", ContainingType: { Name: "Step", ContainingNamespace.Name: "PyDeepTensorNet" } } }) return true;
        }
        return false;
    }

    /// <summary>The call that a function is an argument of.</summary>
    private static IInvocationOperation? Receiver(IOperation? function)
    {
        while (function is IDelegateCreationOperation or IConversionOperation) function = function.Parent;
        return function is IArgumentOperation argument ? argument.Parent as IInvocationOperation : null;
    }
}
