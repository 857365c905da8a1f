using System.Collections;

namespace PyDeepTensorNet.Data;

/// <summary>Several samples, as one tensor for each part of a sample: <c>foreach (var (x, y) in loader)</c>.</summary>
public sealed class Batch : IReadOnlyList<Tensor>
{
    private readonly Tensor[] _tensors;

    /// <summary>A batch of tensors whose first axis counts the samples.</summary>
    public Batch(params ReadOnlySpan<Tensor> tensors) => _tensors = tensors.ToArray();

    /// <summary>The number of tensors.</summary>
    public int Count => _tensors.Length;

    /// <summary>The number of samples.</summary>
    public int Size => _tensors[0].Shape[0];

    /// <summary>The tensor of one part: as a rule 0 is the input and 1 the target.</summary>
    public Tensor this[int index] => _tensors[index];

    /// <summary>Input and target.</summary>
    /// <exception cref="ShapeException">The batch does not have two tensors.</exception>
    public void Deconstruct(out Tensor first, out Tensor second)
    {
        CheckCount(2);
        (first, second) = (_tensors[0], _tensors[1]);
    }

    /// <summary>The three parts.</summary>
    /// <exception cref="ShapeException">The batch does not have three tensors.</exception>
    public void Deconstruct(out Tensor first, out Tensor second, out Tensor third)
    {
        CheckCount(3);
        (first, second, third) = (_tensors[0], _tensors[1], _tensors[2]);
    }

    /// <inheritdoc/>
    public IEnumerator<Tensor> GetEnumerator() => ((IEnumerable<Tensor>)_tensors).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void CheckCount(int wanted)
    {
        if (Count != wanted) throw new ShapeException($"Batch: {Count} tensors, of shapes {string.Join(", ", _tensors.Select(tensor => tensor.Shape))}, do not go into {wanted} variables; take them by number, batch[0]");
    }
}
