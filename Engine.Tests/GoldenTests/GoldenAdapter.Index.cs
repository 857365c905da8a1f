namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Index => new()
    {
        ["gather"] = c => Dense(c, "sparse_grad", c.Input.Gather(c.Int("dim"), c.Tensor("index"))),
        ["index_select"] = c => c.Input.IndexSelect(c.Int("dim"), c.Tensor("index")),
        ["take"] = c => c.Input.Take(c.Tensor("index")),
        ["__getitem__"] = c => c.Input[c.Index("index")],
        ["scatter"] = Scatter,
        ["scatter_add"] = c => c.Input.ScatterAdd(c.Int("dim"), c.Tensor("index"), c.Tensor("src")),
        ["nn.functional.embedding"] = c => Dense(c, "sparse|scale_grad_by_freq", Tensor.Embedding(c.Input, c.Tensor("weight"), c.IntOrNull("padding_idx"))),
        ["nn.functional.one_hot"] = c => c.Input.OneHot(c.Int("num_classes", -1)),

        ["take_along_dim"] = c => c.Input.TakeAlongDim(c.Tensor("indices"), c.IntOrNull("dim")),
        ["put"] = c => c.Input.Put(c.Tensor("index"), c.Tensor("source"), c.Flag("accumulate")),
        ["index_add"] = c => c.Input.IndexAdd(c.Int("dim"), c.Tensor("index"), c.Tensor("source"), c.Number("alpha", 1)),
        ["index_copy"] = c => c.Input.IndexCopy(c.Int("dim"), c.Tensor("index"), c.Tensor("source")),
        ["index_fill"] = c => c.IsTensor("value") ? c.Input.IndexFill(c.Int("dim"), c.Tensor("index"), c.Tensor("value")) : c.Input.IndexFill(c.Int("dim"), c.Tensor("index"), c.Number("value")),
        ["bincount"] = c => c.Input.Bincount(c.TensorOrNull("weights"), c.Int("minlength", 0)),
        ["bucketize"] = c => Counted(c, c.Input.Bucketize(c.Tensor("boundaries"), c.Flag("right"))),
        ["searchsorted"] = c => Counted(c, c.Tensor("sorted_sequence").SearchSorted(c.Input, c.Flag("right") || c.Text("side", "left") == "right", c.TensorOrNull("sorter"))),
        ["diagonal_scatter"] = c => c.Input.DiagonalScatter(c.Tensor("src"), c.Int("offset", 0), c.Int("dim1", 0), c.Int("dim2", 1)),
        ["select_scatter"] = c => c.Input.SelectScatter(c.Tensor("src"), c.Int("dim"), c.Int("index")),
        ["slice_scatter"] = c => c.Input.SliceScatter(c.Tensor("src"), c.Int("dim", 0), c.IntOrNull("start"), c.IntOrNull("end"), c.Int("step", 1)),
        ["index_put"] = c => c.Input.IndexPut(c.Tensors("indices"), c.Tensor("values"), c.Flag("accumulate")),
        ["index_reduce"] = c => c.Input.IndexReduce(c.Int("dim"), c.Tensor("index"), c.Tensor("source"), Reduction(c), c.Flag("include_self", true)),
        ["scatter_reduce"] = c => c.Input.ScatterReduce(c.Int("dim"), c.Tensor("index"), c.Tensor("src"), Reduction(c), c.Flag("include_self", true)),
        ["nn.functional.embedding_bag"] = EmbeddingBag,
        ["segment_reduce"] = Segments,
        ["unique"] = c => Groups(c, c.Has("dim") ? c.Input.Unique(c.Int("dim")) : c.Input.Unique()),
        ["unique_consecutive"] = c => Groups(c, c.Has("dim") ? c.Input.UniqueConsecutive(c.Int("dim")) : c.Input.UniqueConsecutive()),
        ["histc"] = c => c.Input.Histc(c.Int("bins", 100), c.Number("min", 0), c.Number("max", 0)),
        ["argwhere"] = c => c.Input.Nonzero(),
        ["nonzero"] = c => c.Flag("as_tuple") ? c.Input.AtLeast1d().Nonzero().Unbind(1) : c.Input.Nonzero(),
    };

    /// <summary>Switches that the engine has no use for, as long as they are off.</summary>
    private static Tensor Dense(GoldenCall c, string switches, Tensor result)
    {
        foreach (string name in switches.Split('|'))
        {
            if (c.Flag(name)) throw new NotOfferedException($"with {name}");
        }
        return result;
    }

    private static Tensor Counted(GoldenCall c, Tensor places) => c.Flag("out_int32") ? places.To(DType.Int32) : places;

    private static ScatterReduction Reduction(GoldenCall c) => c.Text("reduce", "") switch
    {
        "sum" => ScatterReduction.Sum,
        "prod" => ScatterReduction.Product,
        "mean" => ScatterReduction.Mean,
        "amax" or "max" => ScatterReduction.AMax,
        "amin" or "min" => ScatterReduction.AMin,
        var reduce => throw new NotOfferedException($"reduce {reduce}"),
    };

    private static GoldenOutputs EmbeddingBag(GoldenCall c) => Dense(c, "sparse|scale_grad_by_freq", Tensor.EmbeddingBag(
        c.Input, c.Tensor("weight"), c.TensorOrNull("offsets"), Enum.Parse<BagMode>(c.Text("mode", "mean"), ignoreCase: true), c.TensorOrNull("per_sample_weights"), c.IntOrNull("padding_idx"), c.Flag("include_last_offset")));

    // Offsets are the running sums of the lengths. "unsafe" leaves out the check of either.
    private static GoldenOutputs Segments(GoldenCall c)
    {
        _ = c.Flag("unsafe");
        Tensor lengths = c.TensorOrNull("lengths") ?? c.Tensor("offsets").Diff();
        return c.Tensor("data").SegmentReduce(Reduction(c), lengths, c.Int("axis", 0), c.NumberOrNull("initial"));
    }

    // The engine's values come in order whether asked or not, and everything is returned.
    private static GoldenOutputs Groups(GoldenCall c, (Tensor Values, Tensor Inverse, Tensor Counts) groups)
    {
        _ = c.Flag("sorted");
        List<Tensor> wanted = [groups.Values];
        if (c.Flag("return_inverse")) wanted.Add(groups.Inverse);
        if (c.Flag("return_counts")) wanted.Add(groups.Counts);
        return wanted.ToArray();
    }

    private static GoldenOutputs Scatter(GoldenCall c)
    {
        int dim = c.Int("dim");
        Tensor index = c.Tensor("index");
        return c.Text("reduce", "none") switch
        {
            "none" => c.IsTensor("src|value") ? c.Input.Scatter(dim, index, c.Tensor("src|value")) : c.Input.Scatter(dim, index, c.Number("src|value")),
            "add" => c.Input.ScatterAdd(dim, index, c.IsTensor("src|value") ? c.Tensor("src|value") : Tensor.Full(index.Shape, c.Number("src|value"), c.Input.DType)),
            var reduce => throw new NotOfferedException($"reduce {reduce}"),
        };
    }
}
