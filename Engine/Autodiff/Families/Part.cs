namespace PyDeepTensorNet;

/// <summary>
/// A view of some elements of a tensor, each at most once: <see cref="ITransformOp.Forward"/> is an alias of its argument. The cotangent goes to where the elements came from, zero elsewhere,
/// which is <see cref="Apply.Embed"/>.
/// </summary>
internal interface IPartOp : ITransformOp;

internal static partial class Apply
{
    public static Tensor Part<TOp>(TOp op, Tensor x) where TOp : struct, IPartOp
    {
        Tensor y = op.Forward(x);
        if (Journal.Recording is { } journal && x.DType.IsFloating()) journal.Record(new PartRule<TOp>(op), x, y);
        return y;
    }

    /// <summary>Zeros of <paramref name="shape"/> with <paramref name="part"/> in the place that the op views; the op itself is its derivative.</summary>
    public static Tensor Embed<TOp>(TOp op, Tensor part, Shape shape) where TOp : struct, IPartOp => Transform(new EmbedOp<TOp>(op, shape), part);

    private sealed class PartRule<TOp>(TOp op) : Rule where TOp : struct, IPartOp
    {
        public override string Name => op.Name;

        public override Residuals Residuals => op.Residuals;

        public override void Pull(in Entry entry, Tensor dy, Sweep sweep)
        {
            if (Journal.Recording is null) sweep.AddPart(entry.NodeA, op, dy);
            else sweep.Add(entry.NodeA, op.Vjp(entry.A!, entry.Output!, dy, sweep.ShapeOf(entry.NodeA)));
        }
    }
}

internal readonly record struct EmbedOp<TOp>(TOp View, Shape Target) : ITransformOp where TOp : struct, IPartOp
{
    public string Name => View.Name + "Embed";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        Tensor y = Tensor.Zeros(Target, x.DType);
        View.Forward(y).Write(x);
        return y;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Part(View, dy);
}
