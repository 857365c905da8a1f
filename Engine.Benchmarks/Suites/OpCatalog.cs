using System.Reflection;

namespace PyDeepTensorNet.Benchmarks.Suites;

/// <summary>Finds the engine's elementwise ops by their interfaces: a new op's file is its benchmark too.</summary>
internal static class OpCatalog
{
    private const string Suffix = "Op";

    /// <summary>An op, ready to run.</summary>
    /// <param name="Name">The name of its struct, without "Op".</param>
    /// <param name="Domains">Where to draw each operand.</param>
    /// <param name="Run">Applies it to the operands.</param>
    public sealed record Elementwise(string Name, Domain[] Domains, Func<Tensor[], Tensor> Run);

    public static IReadOnlyList<Elementwise> Ops { get; } =
    [
        .. Find(typeof(IUnaryOp), nameof(Unary)),
        .. Find(typeof(IBinaryOp), nameof(Binary)),
        .. Find(typeof(ITernaryOp), nameof(Ternary)),
    ];

    private static IEnumerable<Elementwise> Find(Type family, string make)
    {
        MethodInfo method = typeof(OpCatalog).GetMethod(make, BindingFlags.NonPublic | BindingFlags.Static)!;
        return typeof(Tensor).Assembly.GetTypes()
            .Where(type => type.IsValueType && !type.IsGenericTypeDefinition && type.IsAssignableTo(family))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (Elementwise)method.MakeGenericMethod(type).Invoke(null, [NameOf(type), WithSettings(type)])!);
    }

    private static string NameOf(Type type) => type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Name[..^Suffix.Length] : type.Name;

    private static Elementwise Unary<TOp>(string name, TOp op) where TOp : struct, IUnaryOp, IEquatable<TOp> =>
        new(name, [op.Domain], x => Apply.Unary(op, x[0]));

    private static Elementwise Binary<TOp>(string name, TOp op) where TOp : struct, IBinaryOp, IEquatable<TOp> =>
        new(name, [op.DomainA, op.DomainB], x => Apply.Binary(op, x[0], x[1]));

    private static Elementwise Ternary<TOp>(string name, TOp op) where TOp : struct, ITernaryOp, IEquatable<TOp> =>
        new(name, [op.DomainA, op.DomainB, op.DomainC], x => Apply.Ternary(op, x[0], x[1], x[2]));

    /// <summary>Settings that are numbers get 1.5, 2.5 ...: rising, as bounds must be, and no power that is a special case.</summary>
    private static object WithSettings(Type type)
    {
        ParameterInfo[] settings = type.GetConstructors().Select(constructor => constructor.GetParameters()).MaxBy(parameters => parameters.Length) ?? [];
        return Activator.CreateInstance(type, [.. settings.Select((setting, i) =>
            setting.ParameterType == typeof(double) ? 1.5 + i
            : setting.ParameterType.IsValueType ? Activator.CreateInstance(setting.ParameterType)
            : null)])!;
    }
}
