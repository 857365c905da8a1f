using CsCheck;

namespace PyDeepTensorNet.Tests.Properties;

/// <summary>
/// A small program of operations, most of them smooth, on values of sizes [1 or 3, 1 or 2], which all broadcast: each step takes two of the values so far (of which most operations use one) and adds one.
/// </summary>
internal sealed record RandomProgram((int Operation, int Left, int Right)[] Steps, ulong Seed)
{
    private static readonly (string Name, Func<Tensor, Tensor, Tensor> Run)[] s_operations =
    [
        ("a + b", (a, b) => a + b),
        ("a - b", (a, b) => a - b),
        ("a * b", (a, b) => a * b * 0.5),
        ("a / (1 + b^2)", (a, b) => a / (1 + b.Square())),
        ("2 - a", (a, _) => 2 - a),
        ("sigmoid a", (a, _) => a.Sigmoid()),
        ("tanh a", (a, _) => a.Tanh()),
        ("exp tanh a", (a, _) => a.Tanh().Exp()),
        ("ln(1 + a^2)", (a, _) => a.Square().Log1p()),
        ("sin a", (a, _) => a.Sin()),
        ("mean of axis 0", (a, _) => a.Mean(0, keepDim: true)),
        ("sum of axis 1", (a, _) => a.Sum(1, keepDim: true) * 0.5),
        ("log-sum-exp of axis 1", (a, _) => a.LogSumExp(1, keepDim: true)),
        ("a B^T, summed", (a, b) => a.MatMul(b.Expand(b.Shape[0], 2).T.Narrow(0, 0, a.Shape[1])).Mean(1, keepDim: true)),
        ("a row and the rest, turned around", (a, _) => Tensor.Cat([a.Narrow(0, a.Shape[0] - 1, 1), a.Narrow(0, 0, a.Shape[0] - 1)], 0)),
        ("every second of [a, b]", (a, b) => Tensor.Stack([a + b * 0, b + a * 0], 2).Flatten(1).Slice(1, 0, null, 2).Narrow(1, 0, 1)),
        ("a where b is positive, in a softer way", (a, b) => Tensor.Where(a.Detach() * 0 + b.Detach() * 0 < 1, a * b.Sigmoid(), a - b)),
        ("relu a", (a, _) => a.Relu()),
        ("|a| - b / 2", (a, b) => a.Abs() - b * 0.5),
        ("larger of a and b", (a, b) => a.Maximum(b)),
        ("a from -1 to 1", (a, _) => a.Clamp(-1, 1)),
        ("largest of axis 0", (a, _) => a.AMax(0, keepDim: true)),
        ("axis 0 sorted", (a, _) => a.Sort(0).Values),
        ("a where b is positive", (a, b) => Tensor.Where(b > 0, a, b)),
        ("the same value again", (a, _) => a.Reshape(a.ElementCount).Reshape(a.Shape)),
    ];

    public static Gen<RandomProgram> Any { get; } = Gen.Select(
        Gen.Select(Gen.Int[0, s_operations.Length - 1], Gen.Int[0, 99], Gen.Int[0, 99]).Array[1, 9], Gen.ULong, (steps, seed) => new RandomProgram(steps, seed));

    public Tensor[] Inputs => [Normal([3, 2], 0), Normal([1, 2], 1), Normal([3, 1], 2)];

    /// <summary>The last value.</summary>
    public Tensor Run(IReadOnlyList<Tensor> inputs)
    {
        List<Tensor> values = [.. inputs];
        // Late values more often than early ones.
        foreach ((int operation, int left, int right) in Steps) values.Add(s_operations[operation].Run(Pick(left), Pick(right)));
        return values[^1];

        Tensor Pick(int number) => number < 70 ? values[^(number % 2 + 1)] : values[number % values.Count];
    }

    public override string ToString() => string.Join("; ", Steps.Select(step => $"{s_operations[step.Operation].Name} ({step.Left}, {step.Right})"));

    private Tensor Normal(Shape shape, ulong number) => Tensor.Normal(shape, dtype: DType.Float64, generator: new Generator(Seed + number));
}
