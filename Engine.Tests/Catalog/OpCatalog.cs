using System.Reflection;

namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>Every op of the engine, found by its interface, so that a file that adds an op adds its tests.</summary>
internal static class OpCatalog
{
    /// <summary>The op structs of the engine.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        .. typeof(Tensor).Assembly.GetTypes()
            .Where(type => type.IsValueType && (type.IsAssignableTo(typeof(IOp)) || type.IsAssignableTo(typeof(ICompareOp))))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>The elementwise ops by label, an entry for each sample of the settings.</summary>
    public static IReadOnlyDictionary<string, ElementwiseCase> Elementwise { get; } = Types
        .Where(type => FamilyOf(type) is not null)
        .SelectMany(Instances)
        .Select(NewCase)
        .ToDictionary(op => op.Label);

    public static IReadOnlyDictionary<string, ICompareOp> Comparisons { get; } = Types
        .Where(type => type.IsAssignableTo(typeof(ICompareOp)))
        .SelectMany(Instances)
        .ToDictionary(Label, op => (ICompareOp)op);

    /// <summary>The case class of a type's family, null where it is not elementwise.</summary>
    public static Type? FamilyOf(Type type) =>
        type.IsAssignableTo(typeof(IUnaryOp)) ? typeof(UnaryCase<>)
        : type.IsAssignableTo(typeof(IBinaryOp)) ? typeof(BinaryCase<>)
        : type.IsAssignableTo(typeof(ITernaryOp)) ? typeof(TernaryCase<>)
        : null;

    /// <summary>Samples of an op: the one there is without settings, those of the table, or numbers and both truth values for settings that are no more than that.</summary>
    public static IEnumerable<object> Instances(Type type)
    {
        if (OpSettings.Samples.TryGetValue(type, out object[]? samples)) return samples;
        ParameterInfo[] settings = Settings(type);
        if (settings.Length == 0) return [Activator.CreateInstance(type)!];
        if (!settings.All(setting => setting.ParameterType == typeof(double) || setting.ParameterType == typeof(bool))) return [];
        // Integers are only ever combined with whole numbers.
        double[] starts = type.IsAssignableTo(typeof(IIntegerUnaryOp)) || type.IsAssignableTo(typeof(IIntegerBinaryOp)) ? [0.5, 2] : [0.5];
        return starts.SelectMany(start => Choices(settings, start)).Select(choice => Activator.CreateInstance(type, choice)!);
    }

    public static ElementwiseCase NewCase(object op) =>
        (ElementwiseCase)Activator.CreateInstance(FamilyOf(op.GetType())!.MakeGenericType(op.GetType()), Label(op), op)!;

    /// <summary>The struct's name without "Op", and its settings.</summary>
    private static string Label(object op)
    {
        Type type = op.GetType();
        string name = type.Name.EndsWith("Op", StringComparison.Ordinal) ? type.Name[..^2] : type.Name;
        ParameterInfo[] settings = Settings(type);
        return settings.Length == 0 ? name : $"{name}({string.Join(", ", settings.Select(setting => $"{setting.Name} = {type.GetProperty(setting.Name!)!.GetValue(op)}"))})";
    }

    private static IEnumerable<object[]> Choices(ParameterInfo[] settings, double start)
    {
        IEnumerable<object[]> choices = [[]];
        for (int i = 0; i < settings.Length; i++)
        {
            object[] values = settings[i].ParameterType == typeof(bool) ? [false, true] : [start + (start == 0.5 ? 0.75 : 1) * i];
            choices = choices.SelectMany(choice => values.Select(value => (object[])[.. choice, value])).ToArray();
        }
        return choices;
    }

    private static ParameterInfo[] Settings(Type type) =>
        type.GetConstructors().Select(constructor => constructor.GetParameters()).MaxBy(parameters => parameters.Length) ?? [];
}
