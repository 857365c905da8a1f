using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PyDeepTensorNet.Analyzers;

/// <summary>The engine's types in a compilation, and how its operations are recognised.</summary>
internal sealed class Engine
{
    private Engine(INamedTypeSymbol tape, INamedTypeSymbol tensor) => (Tape, Tensor) = (tape, tensor);

    public INamedTypeSymbol Tape { get; }

    public INamedTypeSymbol Tensor { get; }

    /// <summary>Null in a compilation that does not use the engine.</summary>
    public static Engine? In(Compilation compilation) =>
        compilation.GetTypeByMetadataName("PyDeepTensorNet.Tape") is { } tape && compilation.GetTypeByMetadataName("PyDeepTensorNet.Tensor") is { } tensor ? new(tape, tensor) : null;

    public bool IsTensor(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Tensor);

    public bool IsTape(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Tape);

    /// <summary>The local variable that an expression names, through conversions.</summary>
    public static ILocalSymbol? LocalOf(IOperation? operation) => Unwrap(operation) is ILocalReferenceOperation reference ? reference.Local : null;

    public static IOperation? Unwrap(IOperation? operation)
    {
        while (operation is IConversionOperation conversion) operation = conversion.Operand;
        return operation;
    }

    /// <summary>The whole body that an operation stands in, lambdas and local functions included.</summary>
    public static IOperation Body(IOperation operation)
    {
        while (operation.Parent is { } parent) operation = parent;
        return operation;
    }
}
