namespace PyDeepTensorNet;

/// <summary>
/// A tensor whose axes bear labels, so that products can be written without counting axes. Everything is composed of views, sums and matrix products, and so differentiable any number of times.
/// </summary>
internal readonly record struct LabelledTensor(Tensor Value, int[] Labels)
{
    /// <summary>Where a label stands several times, the diagonal of its axes, so that it stands once.</summary>
    public LabelledTensor Diagonal()
    {
        Tensor x = Value;
        List<int> labels = [.. Labels];
        for (int i = 0; i < labels.Count; i++)
        {
            int label = labels[i], again = labels.IndexOf(label, i + 1);
            if (again < 0) continue;
            x = x.Diagonal(0, i, again);
            labels.RemoveAt(again);
            labels.RemoveAt(i--);
            labels.Add(label);
        }
        return new(x, [.. labels]);
    }

    /// <summary>Without the axes of size 1 whose label is longer elsewhere: broadcasting is the same as not having the axis.</summary>
    public LabelledTensor WithoutStretched(IReadOnlyDictionary<int, int> sizes)
    {
        Tensor x = Value;
        List<int> labels = [.. Labels];
        for (int i = labels.Count - 1; i >= 0; i--)
        {
            if (x.Shape[i] == sizes[labels[i]]) continue;
            x = x.Squeeze(i);
            labels.RemoveAt(i);
        }
        return new(x, [.. labels]);
    }

    /// <summary>The sum over the axes whose label is not kept.</summary>
    public LabelledTensor Sum(Func<int, bool> keep)
    {
        int[] labels = Labels, dropped = [.. Enumerable.Range(0, labels.Length).Where(i => !keep(labels[i]))];
        return dropped.Length == 0 ? this : new(Value.Sum(dropped), [.. labels.Where(keep)]);
    }

    /// <summary>The axes in the order of the labels.</summary>
    public Tensor Arrange(int[] order)
    {
        int[] labels = Labels;
        return order.SequenceEqual(labels) ? Value : Value.Permute([.. order.Select(label => Array.IndexOf(labels, label))]);
    }

    /// <summary>The product of two tensors over their common labels, summed over those that are not kept. The result has first the common labels, then what is left of each operand.</summary>
    public static LabelledTensor Product(LabelledTensor a, LabelledTensor b, Func<int, bool> keep)
    {
        (int[] labelsA, int[] labelsB) = (a.Labels, b.Labels);
        // What only one operand has is summed before the product, not in it.
        (a, b) = (a.Sum(label => keep(label) || labelsB.Contains(label)), b.Sum(label => keep(label) || labelsA.Contains(label)));
        int[] inner = [.. labelsA.Where(label => labelsB.Contains(label) && !keep(label))];
        int[] batch = [.. labelsA.Where(label => labelsB.Contains(label) && keep(label))];
        int[] left = [.. a.Labels.Except(labelsB)], right = [.. b.Labels.Except(labelsA)];
        Tensor x = a.Arrange([.. batch, .. left, .. inner]), y = b.Arrange([.. batch, .. inner, .. right]);
        ReadOnlySpan<int> shared = x.Shape.Dims[..batch.Length], rows = x.Shape.Dims[batch.Length..^inner.Length], columns = y.Shape.Dims[(batch.Length + inner.Length)..];
        Tensor product;
        if (inner.Length == 0)
        {
            product = x.Reshape([.. x.Shape, .. Ones(right)]) * y.Reshape([.. shared, .. Ones(left), .. columns]);
        }
        else
        {
            int depth = Count(x.Shape.Dims[^inner.Length..]);
            product = x.Reshape([.. shared, Count(rows), depth]).MatMul(y.Reshape([.. shared, depth, Count(columns)]));
        }
        return new(product.Reshape([.. shared, .. rows, .. columns]), [.. batch, .. left, .. right]);

        static int[] Ones(int[] labels) => [.. Enumerable.Repeat(1, labels.Length)];

        static int Count(ReadOnlySpan<int> sizes)
        {
            int count = 1;
            foreach (int size in sizes) count *= size;
            return count;
        }
    }
}
