using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PyDeepTensorNet.Analyzers;

/// <summary>Assigns the result to the variable that the operation was called on: <c>x.Relu();</c> becomes <c>x = x.Relu();</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class IgnoredResultRepair : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.IgnoredResult.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax variable } } call } statement) continue;
            // A captured loop variable, a method's own name and the like cannot be assigned.
            if (model.GetSymbolInfo(variable, context.CancellationToken).Symbol is not (ILocalSymbol { IsConst: false, IsForEach: false, IsUsing: false } or IParameterSymbol { RefKind: not RefKind.In } or IFieldSymbol { IsReadOnly: false })) continue;
            ExpressionSyntax assignment = SyntaxFactory.AssignmentExpression(
                SyntaxKind.SimpleAssignmentExpression,
                variable.WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space),
                call.WithoutLeadingTrivia());
            SyntaxNode repaired = root.ReplaceNode(statement, statement.WithExpression(assignment));
            context.RegisterCodeFix(CodeAction.Create($"Assign the result to '{variable.Identifier.Text}'", _ => Task.FromResult(context.Document.WithSyntaxRoot(repaired)), nameof(IgnoredResultRepair)), diagnostic);
        }
    }
}
