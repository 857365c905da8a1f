namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private delegate Tensor ReduceAxes(ReadOnlySpan<int> dims, bool keepDim);

    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Reduce => new()
    {
        ["sum"] = c => Along(c, c.Cast(c.Input), x => x.Sum(), (x, dim, keep) => x.Sum(dim, keep), x => x.Sum),
        ["mean"] = c => Along(c, c.Cast(c.Input), x => x.Mean(), (x, dim, keep) => x.Mean(dim, keep), x => x.Mean),
        ["prod"] = c => Along(c, c.Cast(c.Input), x => x.Prod(), (x, dim, keep) => x.Prod(dim, keep), x => x.Prod),
        ["amax"] = c => Along(c, c.Input, x => x.AMax(), (x, dim, keep) => x.AMax(dim, keep), x => x.AMax),
        ["amin"] = c => Along(c, c.Input, x => x.AMin(), (x, dim, keep) => x.AMin(dim, keep), x => x.AMin),
        ["all"] = c => Along(c, c.Input, x => x.All(), (x, dim, keep) => x.All(dim, keep), x => x.All),
        ["any"] = c => Along(c, c.Input, x => x.Any(), (x, dim, keep) => x.Any(dim, keep), x => x.Any),
        ["logsumexp"] = c => Along(c, c.Input, x => x.LogSumExp(), (x, dim, keep) => x.LogSumExp(dim, keep), x => x.LogSumExp),
        ["var"] = Variance,
        ["std"] = Deviation,
        ["max"] = Largest,
        ["min"] = Smallest,
        ["argmax"] = c => c.Input.ArgMax(c.IntOrNull("dim"), c.Flag("keepdim")),
        ["argmin"] = c => c.Input.ArgMin(c.IntOrNull("dim"), c.Flag("keepdim")),

        ["norm"] = c => IsNuclear(c) ? Nuclear(c) : Norm(c, c.IsText("p") ? Frobenius(c.Text("p", "fro")) : c.Number("p", 2)),
        ["linalg.vector_norm"] = c => Norm(c, c.Number("ord|p", 2)),
        ["linalg.norm"] = GeneralNorm,
        ["linalg.matrix_norm"] = c => IsNuclear(c) ? Nuclear(c) : c.IsText("ord|p") || !c.Has("ord|p") ? Norm(c, Frobenius(c.Text("ord|p", "fro")), [-2, -1]) : MatrixNorm(c),
        ["var_mean"] = c => (Variance(c).Tensors[0], Average(c)),
        ["std_mean"] = c => (Deviation(c).Tensors[0], Average(c)),
        ["aminmax"] = LargestAndSmallest,

        ["count_nonzero"] = c => c.IsList("dim") || !c.Has("dim") ? c.Input.CountNonzero(c.IntsOrNull("dim") ?? []) : c.Input.CountNonzero(c.Int("dim")),
        ["nansum"] = c => Along(c, c.Cast(c.Input), x => x.NanSum(), (x, dim, keep) => x.NanSum(dim, keep), x => x.NanSum),
        ["nanmean"] = c => Along(c, c.Cast(c.Input), x => x.NanMean(), (x, dim, keep) => x.NanMean(dim, keep), x => x.NanMean),
        ["cov"] = c => c.Input.Cov(c.Int("correction", 1), c.TensorOrNull("fweights"), c.TensorOrNull("aweights")),
        ["corrcoef"] = c => c.Input.CorrCoef(),
        ["dist"] = c => c.Input.Dist(c.Other, c.Number("p", 2)),
        ["nn.functional.normalize"] = c => c.Input.Normalize(c.Number("p", 2), c.Int("dim", 1), c.Number("eps", 1e-12)),
        ["renorm"] = c => c.Input.Renorm(c.Number("p"), c.Int("dim"), c.Number("maxnorm")),
        ["quantile"] = c => c.IsTensor("q")
            ? c.Input.Quantile(c.Tensor("q"), c.IntOrNull("dim"), c.Flag("keepdim"), Interpolation(c)) : c.Input.Quantile(c.Number("q"), c.IntOrNull("dim"), c.Flag("keepdim"), Interpolation(c)),
        ["nanquantile"] = c => c.IsTensor("q")
            ? c.Input.NanQuantile(c.Tensor("q"), c.IntOrNull("dim"), c.Flag("keepdim"), Interpolation(c)) : c.Input.NanQuantile(c.Number("q"), c.IntOrNull("dim"), c.Flag("keepdim"), Interpolation(c)),

        ["cumsum"] = c => c.Cast(c.Input).CumSum(c.Int("dim")),
        ["cumprod"] = c => c.Cast(c.Input).CumProd(c.Int("dim")),
        ["cummax"] = c => c.Input.CumMax(c.Int("dim")),
        ["cummin"] = c => c.Input.CumMin(c.Int("dim")),
        ["logcumsumexp"] = c => c.Input.LogCumSumExp(c.Int("dim")),
        ["diff"] = c => c.Input.Diff(c.Int("n", 1), c.Int("dim", -1), c.TensorOrNull("prepend"), c.TensorOrNull("append")),
        ["trapezoid"] = Trapezoid,
        ["trapz"] = Trapezoid,
        ["cumulative_trapezoid"] = c => c.IsTensor("x")
            ? c.Tensor("y").CumulativeTrapezoid(c.Tensor("x"), c.Int("dim", -1)) : c.Tensor("y").CumulativeTrapezoid(c.Number("dx", 1), c.Int("dim", -1)),
        ["gradient"] = Slopes,
    };

    private static double Frobenius(string name) => name == "fro" ? 2 : throw new NotOfferedException(name);

    /// <summary>Through the overload that the call's dim fits: none, one, several.</summary>
    private static Tensor Along(GoldenCall c, Tensor x, Func<Tensor, Tensor> all, Func<Tensor, int, bool, Tensor> one, Func<Tensor, ReduceAxes> several)
    {
        bool keep = c.Flag("keepdim");
        int[] dims = c.IntsOrNull("dim") ?? [];
        if (dims.Length == 0) return keep ? several(x)(AllAxes(x), true) : all(x);
        return c.IsList("dim") ? several(x)(dims, keep) : one(x, dims[0], keep);
    }

    private static GoldenOutputs Variance(GoldenCall c) =>
        c.IntsOrNull("dim") is [int dim] && !c.IsList("dim") ? c.Input.Var(dim, Correction(c), c.Flag("keepdim")) : c.Input.Var(c.IntsOrNull("dim") ?? [], Correction(c), c.Flag("keepdim"));

    private static GoldenOutputs Deviation(GoldenCall c) =>
        c.IntsOrNull("dim") is [int dim] && !c.IsList("dim") ? c.Input.Std(dim, Correction(c), c.Flag("keepdim")) : c.Input.Std(c.IntsOrNull("dim") ?? [], Correction(c), c.Flag("keepdim"));

    private static Tensor Average(GoldenCall c) => Along(c, c.Input, x => x.Mean(), (x, dim, keep) => x.Mean(dim, keep), x => x.Mean);

    private static double Correction(GoldenCall c) => c.Has("unbiased") ? c.Flag("unbiased") ? 1 : 0 : c.Number("correction", 1);

    private static GoldenOutputs LargestAndSmallest(GoldenCall c)
    {
        // PyTorch gives a 0-d tensor an axis here alone.
        Tensor x = c.Flag("keepdim") ? c.Input.AtLeast1d() : c.Input;
        return (Along(c, x, x => x.AMin(), (x, dim, keep) => x.AMin(dim, keep), x => x.AMin), Along(c, x, x => x.AMax(), (x, dim, keep) => x.AMax(dim, keep), x => x.AMax));
    }

    private static GoldenOutputs Largest(GoldenCall c)
    {
        if (c.IsTensor("other")) return c.Input.Maximum(c.Other);
        return c.Has("dim") ? c.Input.Max(c.Int("dim"), c.Flag("keepdim")) : c.Input.Max();
    }

    private static GoldenOutputs Smallest(GoldenCall c)
    {
        if (c.IsTensor("other")) return c.Input.Minimum(c.Other);
        return c.Has("dim") ? c.Input.Min(c.Int("dim"), c.Flag("keepdim")) : c.Input.Min();
    }

    private static Tensor Norm(GoldenCall c, double p, int[]? otherwise = null)
    {
        Tensor x = c.Cast(c.Input);
        bool keep = c.Flag("keepdim");
        int[] dims = c.IntsOrNull("dim") ?? otherwise ?? [];
        if (dims.Length == 0) return keep ? x.Norm(p, AllAxes(x), true) : x.Norm(p);
        return dims.Length == 1 && !c.IsList("dim") ? x.Norm(p, dims[0], keep) : x.Norm(p, dims, keep);
    }

    private static bool IsNuclear(GoldenCall c) => c.IsText("ord|p") && c.Text("ord|p", "") == "nuc";

    private static Tensor Nuclear(GoldenCall c)
    {
        int[] dims = c.IntsOrNull("dim") ?? [-2, -1];
        return c.Cast(c.Input).NuclearNorm(dims[0], dims[1], c.Flag("keepdim"));
    }

    // Without an order it is the 2-norm of all elements; with one and two axes it is a norm of matrices.
    private static GoldenOutputs GeneralNorm(GoldenCall c)
    {
        if (!c.Has("ord")) return Norm(c, 2);
        if (IsNuclear(c)) return Nuclear(c);
        if (c.IsText("ord")) return Norm(c, Frobenius(c.Text("ord", "")));
        bool matrix = (c.IntsOrNull("dim")?.Length ?? c.Input.Rank) > 1;
        return matrix ? MatrixNorm(c) : Norm(c, c.Number("ord"));
    }

    private static GoldenOutputs MatrixNorm(GoldenCall c)
    {
        double order = c.Number("ord|p");
        int[] dims = c.IntsOrNull("dim") ?? [-2, -1];
        return c.Cast(c.Input).MatrixNorm(order, dims[0], dims[1], c.Flag("keepdim"));
    }

    private static QuantileInterpolation Interpolation(GoldenCall c) => Enum.Parse<QuantileInterpolation>(c.Text("interpolation", "linear"), ignoreCase: true);

    private static GoldenOutputs Trapezoid(GoldenCall c) =>
        c.IsTensor("x") ? c.Tensor("y").Trapezoid(c.Tensor("x"), c.Int("dim", -1)) : c.Tensor("y").Trapezoid(c.Number("dx", 1), c.Int("dim", -1));

    private static GoldenOutputs Slopes(GoldenCall c)
    {
        int[] dims = c.IntsOrNull("dim") ?? [];
        int order = c.Int("edge_order", 1);
        if (!c.IsList("spacing")) return c.Input.GradientByDifferences(c.Number("spacing", 1), dims, order);
        return c.HoldsTensors("spacing") ? c.Input.GradientByDifferences(c.Tensors("spacing"), dims, order) : c.Input.GradientByDifferences(c.Numbers("spacing"), dims, order);
    }
}
