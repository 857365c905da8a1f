using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PyDeepTensorNet.Analyzers;

/// <summary>PDT002: a statement that is an operation on tensors, whose result goes nowhere.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IgnoredResults() : EngineAnalyzer(Rules.IgnoredResult, OperationKind.ExpressionStatement)
{
    private protected override void Analyze(OperationAnalysisContext context, Engine engine)
    {
        // The body of a lambda is no statement of its own: such a call is made for what it throws.
        if (context.Operation.Syntax is not ExpressionStatementSyntax) return;
        IOperation expression = ((IExpressionStatementOperation)context.Operation).Operation;
        if (expression is IConditionalAccessOperation access) expression = access.WhenNotNull;
        if (expression is not IInvocationOperation call || !engine.IsTensor(call.TargetMethod.ContainingType) || !engine.IsTensor(call.Type)) return;
        context.ReportDiagnostic(Diagnostic.Create(Rules.IgnoredResult, context.Operation.Syntax.GetLocation(), call.TargetMethod.Name));
    }
}
