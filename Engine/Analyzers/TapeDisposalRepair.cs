using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PyDeepTensorNet.Analyzers;

/// <summary>Puts <c>using</c> before the declaration of a tape.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class TapeDisposalRepair : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.UndisposedTape.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            var declaration = root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<LocalDeclarationStatementSyntax>();
            if (declaration is null || !declaration.UsingKeyword.IsKind(SyntaxKind.None)) continue;
            SyntaxToken keyword = SyntaxFactory.Token(declaration.GetLeadingTrivia(), SyntaxKind.UsingKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));
            SyntaxNode repaired = root.ReplaceNode(declaration, declaration.WithoutLeadingTrivia().WithUsingKeyword(keyword));
            context.RegisterCodeFix(CodeAction.Create("Dispose the tape with 'using'", _ => Task.FromResult(context.Document.WithSyntaxRoot(repaired)), nameof(TapeDisposalRepair)), diagnostic);
        }
    }
}
