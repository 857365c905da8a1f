using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>
/// The rows of a matrix brought to mean 0 and variance 1, h = (x - mean) / sqrt(variance + eps), or where they are not centered to mean square 1, h = x / sqrt(mean of x^2 + eps);
/// then h times a weight plus a bias, if given, [columns] both. One pass; the derivative recomputes what it needs of a row from x.
/// </summary>
internal readonly record struct StandardizeOp(double Eps, bool Center) : INaryOp
{
    public string Name => Center ? "LayerNorm" : "RmsNorm";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    public void Vjp(Pullback pull)
    {
        Tensor x = pull.Input(0), dy = pull.Dy;
        bool weighted = pull.HasInput(1), hasBias = pull.HasInput(2);
        if (!weighted || !pull.Needs(1))
        {
            if (pull.Needs(0)) pull.Add(0, weighted ? Apply.Nary(new StandardizeGradOp(this), x, dy, pull.Input(1)) : Apply.Nary(new StandardizeGradOp(this), x, dy));
            if (hasBias && pull.Needs(2)) pull.Add(2, dy);
            return;
        }
        Tensor all = Apply.Nary(new StandardizeGradsOp(this), x, dy, pull.Input(1));
        int rows = x.Shape[0];
        if (pull.Needs(0)) pull.Add(0, all.Narrow(0, 0, rows));
        // Copies, so that a gradient of a row does not keep the memory of all.
        pull.Add(1, all.Select(0, rows).Clone());
        if (hasBias && pull.Needs(2)) pull.Add(2, all.Select(0, rows + 1).Clone());
    }

    /// <summary>1 / sqrt(variance + eps) of each row, as a column, in differentiable operations.</summary>
    public Tensor Scale(Tensor x) => ((Center ? x.Var(1, 0, keepDim: true) : x.Square().Mean(1, keepDim: true)) + Eps).Rsqrt();

    private Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor x = inputs[0].Contiguous(), y = Tensor.Empty(x.Shape, x.DType);
        ReadOnlySpan<T> weight = inputs.Length > 1 ? inputs[1].Contiguous().Span<T>() : default, bias = inputs.Length > 2 ? inputs[2].Contiguous().Span<T>() : default;
        Rows.Standardize(x.Span<T>(), weight, bias, y.Span<T>(), x.Shape[1], Eps, Center);
        return y;
    }
}

/// <summary>
/// The cotangent of x in <see cref="StandardizeOp"/>: with g = dy times the weight, scale (g - mean(g) - h mean(g h)) a row, without mean(g) where rows are not centered. Its transpose in g is itself.
/// </summary>
internal readonly record struct StandardizeGradOp(StandardizeOp Source) : INaryOp
{
    public string Name => Source.Name + "Grad";

    public Residuals Residuals => Residuals.Inputs | Residuals.Output;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(Source, inputs, 0) : Run<double>(Source, inputs, 0);

    public void Vjp(Pullback pull) => Pull(pull, Source, pull.Output, pull.Dy);

    /// <summary>Adds what the inputs x, dy and, if given, weight receive for the cotangent <paramref name="u"/> of the result <paramref name="y"/>.</summary>
    public static void Pull(Pullback pull, StandardizeOp source, Tensor y, Tensor u)
    {
        Tensor x = pull.Input(0), dy = pull.Input(1), back = Apply.Nary(new StandardizeGradOp(source), x, u);
        bool weighted = pull.HasInput(2);
        if (pull.Needs(1)) pull.Add(1, weighted ? back * pull.Input(2) : back);
        if (weighted && pull.Needs(2)) pull.Add(2, back * dy);
        if (!pull.Needs(0)) return;
        // <u, y> = scale (<u, g> - n mean(u) mean(g) - n mean(u h) mean(g h)), d scale = -scale^2 h / n, and n mean(u h) has the derivative back.
        Tensor g = weighted ? dy * pull.Input(2) : dy, h = Apply.Nary(source, x);
        pull.Add(0, -source.Scale(x) * (h * Mean(u * y) + back * Mean(g * h) + y * Mean(u * h)));

        static Tensor Mean(Tensor rows) => rows.Mean(1, keepDim: true);
    }

    public static Tensor Run<T>(StandardizeOp source, ReadOnlySpan<Tensor> inputs, int more) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor x = inputs[0].Contiguous(), dy = inputs[1].Contiguous(), y = Tensor.Empty([x.Shape[0] + more, x.Shape[1]], x.DType);
        ReadOnlySpan<T> weight = inputs.Length > 2 ? inputs[2].Contiguous().Span<T>() : default;
        Rows.StandardizeGrad(x.Span<T>(), dy.Span<T>(), weight, y.Span<T>(), x.Shape[1], source.Eps, source.Center);
        return y;
    }
}

/// <summary>
/// All cotangents in <see cref="StandardizeOp"/> in one pass, of x, dy and a weight: the rows of <see cref="StandardizeGradOp"/>, and below them the sums over the rows of h dy, for the weight, and of dy, for the bias.
/// </summary>
internal readonly record struct StandardizeGradsOp(StandardizeOp Source) : INaryOp
{
    public string Name => Source.Name + "Grads";

    public Residuals Residuals => Residuals.Inputs | Residuals.Output;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) =>
        inputs[0].DType == DType.Float32 ? StandardizeGradOp.Run<float>(Source, inputs, 2) : StandardizeGradOp.Run<double>(Source, inputs, 2);

    public void Vjp(Pullback pull)
    {
        Tensor x = pull.Input(0), u = pull.Dy;
        int rows = x.Shape[0];
        Tensor weight = u.Select(0, rows), bias = u.Select(0, rows + 1);
        StandardizeGradOp.Pull(pull, Source, pull.Output.Narrow(0, 0, rows), u.Narrow(0, 0, rows));
        if (pull.Needs(0)) pull.Add(0, Apply.Nary(new StandardizeGradOp(Source), x, pull.Input(1), weight));
        if (pull.Needs(1)) pull.Add(1, Apply.Nary(Source, x, weight, bias));
    }
}
