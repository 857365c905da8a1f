namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>The results of a call, in PyTorch's order.</summary>
internal readonly struct GoldenOutputs
{
    private GoldenOutputs(Tensor[] tensors) => Tensors = tensors;

    public Tensor[] Tensors { get; }

    public static implicit operator GoldenOutputs(Tensor tensor) => new([tensor]);

    public static implicit operator GoldenOutputs(Tensor[] tensors) => new(tensors);

    public static implicit operator GoldenOutputs((Tensor First, Tensor Second) pair) => new([pair.First, pair.Second]);

    public static implicit operator GoldenOutputs(bool value) => new([value]);
}

/// <summary>
/// PyTorch's names in the engine's words, a file a family. An adapter renames, reorders and converts arguments; it computes nothing itself,
/// so that an operator which the engine does not have counts as missing.
/// </summary>
internal static partial class GoldenAdapter
{
    private static readonly Dictionary<string, Func<GoldenCall, GoldenOutputs>> s_operators = new(
        [.. Unary, .. Binary, .. Compare, .. Reduce, .. Shapes, .. Index, .. Contractions, .. Creation, .. Windows, .. Activation, .. Loss, .. Sorting, .. Normalizations, .. Attention, .. LinearAlgebra]);

    /// <summary>The operator as a function of a call's arguments; null where the engine has none.</summary>
    public static Func<GoldenCall, GoldenOutputs>? Find(string op) => s_operators.GetValueOrDefault(op);

    /// <summary>Every axis of a tensor: what PyTorch means by no dim with keepdim.</summary>
    private static int[] AllAxes(Tensor tensor) => [.. Enumerable.Range(0, tensor.Rank)];
}
