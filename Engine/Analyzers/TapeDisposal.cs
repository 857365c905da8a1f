using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PyDeepTensorNet.Analyzers;

/// <summary>PDT001: a new tape that nobody disposes, and that nobody else is given to dispose.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TapeDisposal() : EngineAnalyzer(Rules.UndisposedTape, OperationKind.ObjectCreation)
{
    private protected override void Analyze(OperationAnalysisContext context, Engine engine)
    {
        if (engine.IsTape(context.Operation.Type) && !IsTakenCareOf(context.Operation)) context.ReportDiagnostic(Diagnostic.Create(Rules.UndisposedTape, context.Operation.Syntax.GetLocation()));
    }

    private static bool IsTakenCareOf(IOperation creation)
    {
        IOperation value = creation;
        while (value.Parent is IConversionOperation or IConditionalOperation or ICoalesceOperation) value = value.Parent;
        return value.Parent switch
        {
            IExpressionStatementOperation => false,
            IInvocationOperation call => call.Instance != value || call.TargetMethod.Name == "Dispose",
            IPropertyReferenceOperation property => property.Instance != value,
            ISimpleAssignmentOperation { Target: IDiscardOperation } => false,
            ISimpleAssignmentOperation assignment => assignment.Target is not ILocalReferenceOperation local || IsTakenCareOf(local.Local, assignment),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsUsing(declarator) || IsTakenCareOf(declarator.Symbol, declarator),
            _ => true,
        };
    }

    private static bool IsUsing(IOperation declarator)
    {
        for (IOperation? parent = declarator.Parent; parent is not null and not IBlockOperation; parent = parent.Parent)
        {
            if (parent is IUsingDeclarationOperation or IUsingOperation) return true;
        }
        return false;
    }

    /// <summary>Disposed, put into a using statement, or handed to somebody else, anywhere in the body.</summary>
    private static bool IsTakenCareOf(ILocalSymbol local, IOperation declaration) => Engine.Body(declaration).Descendants().OfType<ILocalReferenceOperation>()
        .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local))
        .Any(reference =>
        {
            IOperation value = reference;
            while (value.Parent is IConversionOperation) value = value.Parent;
            return value.Parent switch
            {
                IInvocationOperation call => call.Instance == value && call.TargetMethod.Name == "Dispose",
                IConditionalAccessOperation access => access.Operation == value && access.WhenNotNull is IInvocationOperation { TargetMethod.Name: "Dispose" },
                ISimpleAssignmentOperation assignment => assignment.Value == value,
                IPropertyReferenceOperation or IExpressionStatementOperation => false,
                _ => true,
            };
        });
}
