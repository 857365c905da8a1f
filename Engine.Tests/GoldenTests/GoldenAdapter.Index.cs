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
        ["argwhere"] = c => c.Input.Nonzero(),
        ["nonzero"] = c => c.Flag("as_tuple") ? throw new NotOfferedException("as a tuple") : c.Input.Nonzero(),
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
