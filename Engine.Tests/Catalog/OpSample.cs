namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>A call that ends in an op which is not elementwise, with arguments at which it is smooth.</summary>
internal sealed record OpSample(Type Op, string Text, Func<IReadOnlyList<Tensor>, Tensor> Call, IReadOnlyList<Tensor> Inputs)
{
    /// <summary>Why the derivative is not that of the values, null where it is.</summary>
    public string? NoDifferences { get; init; }

    /// <summary>The op and the call, as test names and messages give them.</summary>
    public string Label => $"{(Op.Name.IndexOf("Op", StringComparison.Ordinal) is var end and > 0 ? Op.Name[..end] : Op.Name)}: {Text}";

    public static OpSample Of<TOp>(string text, Func<Tensor, Tensor> call, Tensor x) where TOp : struct, IOp => Of<TOp>(text, inputs => call(inputs[0]), [x]);

    public static OpSample Of<TOp>(string text, Func<Tensor, Tensor, Tensor> call, Tensor a, Tensor b) where TOp : struct, IOp => Of<TOp>(text, inputs => call(inputs[0], inputs[1]), [a, b]);

    public static OpSample Of<TOp>(string text, Func<Tensor, Tensor, Tensor, Tensor> call, Tensor a, Tensor b, Tensor c) where TOp : struct, IOp =>
        Of<TOp>(text, inputs => call(inputs[0], inputs[1], inputs[2]), [a, b, c]);

    public static OpSample Of<TOp>(string text, Func<IReadOnlyList<Tensor>, Tensor> call, IReadOnlyList<Tensor> inputs) where TOp : struct, IOp =>
        new(typeof(TOp).IsGenericType ? typeof(TOp).GetGenericTypeDefinition() : typeof(TOp), text, call, inputs);

    /// <summary>Values from -2 to 2 in no order, none of them 0, no two of them as large as each other, whatever their sign.</summary>
    public static Tensor Draw(params int[] dims)
    {
        var shape = new Shape(dims);
        double[] values = [.. Enumerable.Range(0, shape.ElementCount).Select(i => -2 + 4 * (i + 0.3) / shape.ElementCount)];
        new Random(shape.ElementCount).Shuffle(values);
        return Tensor.From(values, shape);
    }

    public static Tensor Places(int[] values, params int[] dims) => Tensor.From([.. values.Select(value => (long)value)], dims);
}
