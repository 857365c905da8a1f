using System.Reflection;

namespace PyDeepTensorNet.Benchmarks.Suites;

/// <summary>Finds the engine's elementwise ops by their interfaces: a new op's file is its benchmark too.</summary>
internal static class OpCatalog
{
    /// <summary>A unary op, ready to run.</summary>
    public sealed record Unary(string Name, Domain Domain, Func<Tensor, Tensor> Run);

    /// <summary>A binary op, ready to run.</summary>
    public sealed record Binary(string Name, Domain DomainA, Domain DomainB, Func<Tensor, Tensor, Tensor> Run);

    public static IReadOnlyList<Unary> UnaryOps { get; } = [.. Find<Unary>(typeof(IUnaryOp), nameof(MakeUnary)).OrderBy(op => op.Name, StringComparer.Ordinal)];

    public static IReadOnlyList<Binary> BinaryOps { get; } = [.. Find<Binary>(typeof(IBinaryOp), nameof(MakeBinary)).OrderBy(op => op.Name, StringComparer.Ordinal)];

    private static IEnumerable<TOp> Find<TOp>(Type family, string make)
    {
        MethodInfo method = typeof(OpCatalog).GetMethod(make, BindingFlags.NonPublic | BindingFlags.Static)!;
        return typeof(Tensor).Assembly.GetTypes()
            .Where(type => type.IsValueType && !type.IsGenericTypeDefinition && type.IsAssignableTo(family))
            .Select(type => (TOp)method.MakeGenericMethod(type).Invoke(null, [Settings(type)])!);
    }

    private static Unary MakeUnary<TOp>(TOp op) where TOp : struct, IUnaryOp, IEquatable<TOp> => new(op.Name, op.Domain, x => Apply.Unary(op, x));

    private static Binary MakeBinary<TOp>(TOp op) where TOp : struct, IBinaryOp, IEquatable<TOp> => new(op.Name, op.DomainA, op.DomainB, (a, b) => Apply.Binary(op, a, b));

    /// <summary>An op with numbers of its own gets 1.5, 2.5 ...: rising, as bounds must be, and no power that is a special case.</summary>
    private static object Settings(Type type)
    {
        ConstructorInfo? constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length);
        ParameterInfo[] parameters = constructor?.GetParameters() ?? [];
        if (parameters.Length == 0) return Activator.CreateInstance(type)!;
        return constructor!.Invoke([.. parameters.Select((parameter, i) =>
            parameter.ParameterType == typeof(double) ? 1.5 + i
            : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
            : null)]);
    }
}
