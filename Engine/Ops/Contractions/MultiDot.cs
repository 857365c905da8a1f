namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The product of a chain of matrices, multiplied in the order that takes the fewest multiplications. The first may be 1-d, a row, and the last, a column; that axis is dropped from the result.</summary>
    /// <exception cref="ShapeException">There is no factor, one has other axes, or inner sizes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public static Tensor MultiDot(params ReadOnlySpan<Tensor> factors)
    {
        int count = factors.Length;
        if (count == 0) throw new ShapeException("MultiDot: there is no factor; give one or more");
        // Factor i is sizes[i] x sizes[i + 1].
        int[] sizes = new int[count + 1];
        for (int i = 0; i < count; i++)
        {
            Shape shape = factors[i].Shape;
            bool row = shape.Rank == 1 && i == 0, column = shape.Rank == 1 && i == count - 1 && !row;
            if (shape.Rank != 2 && !row && !column) throw new ShapeException($"MultiDot: factor {i} has shape {shape}; all must be 2-d, the first and the last may be 1-d");
            int inner = row ? 1 : shape[0];
            if (i > 0 && sizes[i] != inner) throw new ShapeException($"MultiDot: factor {i - 1}, {factors[i - 1].Shape}, x factor {i}, {shape}: inner sizes {sizes[i]} and {inner} differ; transpose one of them with .T, or check their order");
            sizes[i] = inner;
            sizes[i + 1] = column ? 1 : shape[^1];
        }
        int[,] cuts = Cuts(sizes);
        return Product(factors, 0, count - 1);

        Tensor Product(ReadOnlySpan<Tensor> all, int first, int last) =>
            first == last ? all[first] : Product(all, first, cuts[first, last]).MatMul(Product(all, cuts[first, last] + 1, last));
    }

    /// <summary>For each run of factors, the one after which to cut it in two so that all products together take the fewest multiplications (Cormen et al., Introduction to Algorithms, chapter 14.2).</summary>
    private static int[,] Cuts(int[] sizes)
    {
        int count = sizes.Length - 1;
        int[,] cuts = new int[count, count];
        double[,] costs = new double[count, count];
        for (int length = 2; length <= count; length++)
        {
            for (int first = 0, last = length - 1; last < count; first++, last++)
            {
                costs[first, last] = double.PositiveInfinity;
                for (int cut = first; cut < last; cut++)
                {
                    double cost = costs[first, cut] + costs[cut + 1, last] + (double)sizes[first] * sizes[cut + 1] * sizes[last + 1];
                    if (cost < costs[first, last]) (costs[first, last], cuts[first, last]) = (cost, cut);
                }
            }
        }
        return cuts;
    }
}
