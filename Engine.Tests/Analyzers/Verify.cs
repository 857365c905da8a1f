using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace PyDeepTensorNet.Tests.Analyzers;

/// <summary>
/// Runs an analyzer over bodies of methods in which <c>x</c> and <c>w</c> are tensors; <c>[|..|]</c> marks what it must warn of, and it must not warn of anything else.
/// </summary>
internal static class Verify
{
    private static readonly string[] s_assemblies = ["System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Console", "System.Linq", "System.Numerics.Tensors", "PyDeepTensorNet"];

    /// <summary>The assemblies that this test runs on, instead of packages to download.</summary>
    private static readonly MetadataReference[] s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => s_assemblies.Contains(Path.GetFileNameWithoutExtension(path))).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The analyzer warns at the marks and nowhere else; each body is a method of its own, beside the <paramref name="members"/>.</summary>
    public static Task Bodies<TAnalyzer>(string members, params string[] bodies) where TAnalyzer : DiagnosticAnalyzer, new() =>
        Run(new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier> { TestCode = Program(bodies, members) });

    /// <summary>The analyzer warns at the marks, and the repair makes <paramref name="repaired"/> of the body.</summary>
    public static Task Repair<TAnalyzer, TRepair>(string body, string repaired) where TAnalyzer : DiagnosticAnalyzer, new() where TRepair : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TRepair, DefaultVerifier> { TestCode = Program([body], ""), FixedCode = Program([repaired], "") };
        test.FixedState.AdditionalReferences.AddRange(s_references);
        return Run(test);
    }

    private static Task Run(AnalyzerTest<DefaultVerifier> test)
    {
        // No packages: a test needs no network.
        test.ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        test.TestState.AdditionalReferences.AddRange(s_references);
        // The kit parses as C# 7.3 unless told otherwise.
        test.SolutionTransforms.Add((solution, project) => solution.WithProjectParseOptions(project, new CSharpParseOptions(LanguageVersion.Latest)));
        return test.RunAsync();
    }

    private static string Program(string[] bodies, string members) => $$"""
        using System;
        using PyDeepTensorNet;

        class Program
        {
            {{members}}
            {{string.Join("\n    ", bodies.Select((body, i) => $"static void Run{i}(Tensor x, Tensor w)\n    {{\n        {body.ReplaceLineEndings("\n        ")}\n    }}"))}}
        }

        """.ReplaceLineEndings("\n");
}
