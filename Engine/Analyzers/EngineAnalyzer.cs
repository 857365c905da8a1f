using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PyDeepTensorNet.Analyzers;

/// <summary>Looks at one kind of operation, in what people wrote, where the engine is used.</summary>
public abstract class EngineAnalyzer : DiagnosticAnalyzer
{
    private readonly OperationKind _kind;

    private protected EngineAnalyzer(DiagnosticDescriptor rule, OperationKind kind) => (SupportedDiagnostics, _kind) = ([rule], kind);

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (Engine.In(start.Compilation) is { } engine) start.RegisterOperationAction(operation => Analyze(operation, engine), _kind);
        });
    }

    private protected abstract void Analyze(OperationAnalysisContext context, Engine engine);
}
