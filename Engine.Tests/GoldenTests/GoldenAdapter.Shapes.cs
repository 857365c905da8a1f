namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Shapes => new()
    {
        ["reshape"] = c => c.Input.Reshape(c.Ints("shape")),
        ["view"] = c => c.Input.View(c.Ints("sizes|size|shape")),
        ["flatten"] = c => c.Input.Flatten(c.Int("start_dim", 0), c.Int("end_dim", -1)),
        ["transpose"] = c => c.Input.Transpose(c.Int("dim0"), c.Int("dim1")),
        ["t"] = c => c.Input.Rank switch { < 2 => c.Input.Clone(), 2 => c.Input.T, _ => throw new NotOfferedException("of more than two axes") },
        // PyTorch's T reverses all axes, the engine's exchanges the last two.
        ["T"] = c => c.Input.Permute([.. AllAxes(c.Input).Reverse()]),
        ["mT"] = c => c.Input.T,
        ["permute"] = c => c.Input.Permute(c.Ints("dims")),
        ["squeeze"] = c => c.Has("dim") ? c.Input.Squeeze(c.Int("dim")) : c.Input.Squeeze(),
        ["unsqueeze"] = c => c.Input.Unsqueeze(c.Int("dim")),
        ["expand"] = c => c.Input.Expand(c.Ints("sizes|size")),
        ["broadcast_to"] = c => c.Input.BroadcastTo(c.Ints("size|shape")),
        ["repeat"] = c => c.Input.Repeat(c.Ints("repeats|sizes")),
        ["tile"] = c => c.Input.Tile(c.Ints("dims")),
        ["flip"] = c => c.Input.Flip(c.Ints("dims")),
        ["roll"] = Roll,
        ["cat"] = c => Tensor.Cat(c.Tensors("tensors"), c.Int("dim", 0)),
        ["stack"] = c => Tensor.Stack(c.Tensors("tensors"), c.Int("dim", 0)),
        ["split"] = c => Split(c, "split_size_or_sections|split_size"),
        ["chunk"] = c => c.Input.Chunk(c.Int("chunks"), c.Int("dim", 0)),
        ["unbind"] = c => c.Input.Unbind(c.Int("dim", 0)),
        ["narrow"] = c => c.Input.Narrow(c.Int("dim"), c.Int("start"), c.Int("length")),
        ["select"] = c => c.Input.Select(c.Int("dim"), c.Int("index")),
        ["slice"] = c => c.Input.Slice(c.Int("dim", 0), c.IntOrNull("start"), c.IntOrNull("end"), c.Int("step", 1)),
        ["diag"] = c => c.Input.Diag(c.Int("diagonal", 0)),
        ["diagonal"] = c => c.Input.Diagonal(c.Int("offset", 0), c.Int("dim1", 0), c.Int("dim2", 1)),
        ["tril"] = c => c.Input.Tril(c.Int("diagonal", 0)),
        ["triu"] = c => c.Input.Triu(c.Int("diagonal", 0)),
        ["nn.functional.pad"] = Pad,

        ["constant_pad_nd"] = c => c.Input.Pad(c.Ints("pad"), c.Number("value", 0)),
        ["reshape_as"] = c => c.Input.Reshape(c.Other.Shape),
        ["view_as"] = c => c.Input.View(c.Other.Shape),
        ["expand_as"] = c => c.Input.Expand(c.Other.Shape),
        ["ravel"] = c => c.Input.Flatten(),
        ["movedim"] = c => c.IsList("source") ? c.Input.MoveDim(c.Ints("source"), c.Ints("destination")) : c.Input.MoveDim(c.Int("source"), c.Int("destination")),
        ["fliplr"] = c => c.Input.Flip(1),
        ["flipud"] = c => c.Input.Rank == 0 ? throw new NotOfferedException("of a 0-d tensor") : c.Input.Flip(0),
        ["hstack"] = c => Tensor.HStack(c.Tensors("tensors")),
        ["vstack"] = c => Tensor.VStack(c.Tensors("tensors")),
        ["atleast_1d"] = c => Each(c, x => x.AtLeast1d()),
        ["atleast_2d"] = c => Each(c, x => x.AtLeast2d()),
        ["repeat_interleave"] = c => c.Has("dim") ? c.Input.RepeatInterleave(c.Int("repeats"), c.Int("dim")) : c.Input.Flatten().RepeatInterleave(c.Int("repeats"), 0),
        ["diag_embed"] = c => c.Input.DiagEmbed(c.Int("offset", 0), c.Int("dim1", -2), c.Int("dim2", -1)),
        ["sum_to_size"] = c => c.Input.SumToSize(c.Ints("sizes|size")),
        ["unfold"] = c => c.Input.Unfold(c.Int("dimension"), c.Int("size"), c.Int("step")),
        ["narrow_copy"] = c => c.Input.Narrow(c.Int("dim"), c.Int("start"), c.Int("length")),
        ["split_with_sizes"] = c => Split(c, "split_sizes"),
        ["atleast_3d"] = c => Each(c, x => x.AtLeast3d()),
        ["broadcast_tensors"] = c => Tensor.BroadcastTensors(c.Tensors("*tensors")),
        ["column_stack"] = c => Tensor.ColumnStack(c.Tensors("tensors")),
        ["dstack"] = c => Tensor.DStack(c.Tensors("tensors")),
        ["diagflat"] = c => c.Input.DiagFlat(c.Int("offset", 0)),
        ["tensor_split"] = TensorSplit,
        ["hsplit"] = c => c.IsList("indices") ? c.Input.HSplit(c.Ints("indices")) : c.Input.HSplit(c.Int("sections")),
        ["vsplit"] = c => c.IsList("indices") ? c.Input.VSplit(c.Ints("indices")) : c.Input.VSplit(c.Int("sections")),
        ["dsplit"] = c => c.IsList("indices") ? c.Input.DSplit(c.Ints("indices")) : c.Input.DSplit(c.Int("sections")),
        ["meshgrid"] = c => Tensor.Meshgrid(c.Tensors("tensors|*tensors"), c.Text("indexing", "ij") == "xy"),
        ["nn.functional.pixel_shuffle"] = c => c.Input.PixelShuffle(c.Int("upscale_factor")),
        ["nn.functional.pixel_unshuffle"] = c => c.Input.PixelUnshuffle(c.Int("downscale_factor")),
        ["rot90"] = Rot90,
        ["unflatten"] = c => c.Input.Unflatten(c.Int("dim"), c.Ints("sizes")),
        ["as_strided"] = c => c.Input.AsStrided(c.Ints("size"), c.Ints("stride"), c.Int("storage_offset", 0)),
    };

    private static GoldenOutputs Roll(GoldenCall c)
    {
        int[]? dims = c.IntsOrNull("dims");
        if (dims is null or [] && !c.IsList("shifts")) return c.Input.Roll(c.Int("shifts"));
        return c.IsList("shifts") || c.IsList("dims") ? c.Input.Roll(c.Ints("shifts"), dims ?? []) : c.Input.Roll(c.Int("shifts"), dims![0]);
    }

    private static Tensor[] Split(GoldenCall c, string sizes) =>
        c.IsList(sizes) ? c.Input.Split(c.Ints(sizes), c.Int("dim", 0)) : c.Input.Split(c.Int(sizes), c.Int("dim", 0));

    private static GoldenOutputs Pad(GoldenCall c) =>
        c.Text("mode", "constant") is var mode and not "constant" ? c.Input.Pad(Border(mode), c.Ints("pad")) : c.Input.Pad(c.Ints("pad"), c.Number("value", 0));

    public static PadMode Border(string mode) => mode switch
    {
        "zeros" => PadMode.Constant,
        "reflect" => PadMode.Reflect,
        "replicate" => PadMode.Replicate,
        "circular" => PadMode.Circular,
        _ => throw new NotOfferedException(mode),
    };

    // PyTorch takes the parts as a number, a list or a tensor of either.
    private static GoldenOutputs TensorSplit(GoldenCall c)
    {
        int dim = c.Int("dim", 0);
        if (!c.IsTensor("tensor_indices_or_sections")) return c.IsList("indices") ? c.Input.TensorSplit(c.Ints("indices"), dim) : c.Input.TensorSplit(c.Int("sections"), dim);
        Tensor parts = c.Tensor("tensor_indices_or_sections").To(DType.Int32);
        return parts.Rank == 0 ? c.Input.TensorSplit(parts.Item<int>(), dim) : c.Input.TensorSplit(parts.ToArray<int>(), dim);
    }

    private static GoldenOutputs Rot90(GoldenCall c)
    {
        int[] dims = c.IntsOrNull("dims") ?? [0, 1];
        return c.Input.Rot90(c.Int("k", 1), dims[0], dims[^1]);
    }

    private static GoldenOutputs Each(GoldenCall c, Func<Tensor, Tensor> function) => c.IsList("tensors") ? c.Tensors("tensors").Select(function).ToArray() : function(c.Input);
}
