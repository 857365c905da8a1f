namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Every choice of one element from each list, as the rows of a matrix [n0 n1 .., lists], the last list running fastest. A single list stays as it is.</summary>
    /// <exception cref="ShapeException">There is no tensor, or one is not a list.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor CartesianProd(params IReadOnlyList<Tensor> tensors)
    {
        for (int i = 0; i < tensors.Count; i++)
        {
            if (tensors[i].Rank != 1) throw new ShapeException($"CartesianProd: tensor {i} has shape {tensors[i].Shape}; each must be a list, Flatten it");
        }
        return tensors.Count == 1 ? tensors[0] : Stack(Array.ConvertAll(Meshgrid(tensors), grid => grid.Flatten()), 1);
    }

    /// <summary>Every choice of <paramref name="r"/> elements of a list, in the order in which they stand there, as the rows of a matrix [choices, r].</summary>
    /// <param name="r">How many.</param>
    /// <param name="withReplacement">Whether an element may be chosen again.</param>
    /// <exception cref="ShapeException">The tensor is not a list, or <paramref name="r"/> is negative.</exception>
    public Tensor Combinations(int r = 2, bool withReplacement = false)
    {
        if (Rank != 1) throw new ShapeException($"Combinations: {Shape} has {Rank} axes; it chooses from a list, Flatten it");
        if (r < 0) throw new ShapeException($"Combinations: {r} elements of {Shape}; choose 0 or more");
        if (r == 0) return Zeros([0], DType);
        int count = ElementCount;
        var choices = new List<int>();
        int[] choice = new int[r];
        Choose(0, 0);
        return Apply.Part(new PickOp("Combinations", new([.. choices], 1), [choices.Count / r, r]), this);

        void Choose(int place, int from)
        {
            if (place == r)
            {
                choices.AddRange(choice);
                return;
            }
            for (int i = from; i < count; i++)
            {
                choice[place] = i;
                Choose(place + 1, withReplacement ? i : i + 1);
            }
        }
    }
}
