using CsCheck;

namespace PyDeepTensorNet.Tests.Properties;

[TestClass]
public sealed class ReductionProperties
{
    private static readonly Gen<(Draw X, int[] Axes, bool KeepDim)> s_reductions = Gen.Select(Draw.Of(Draw.Sizes), Gen.Bool.Array[4], Gen.Bool, (x, chosen, keep) => (x, Enumerable.Range(0, x.Dims.Length).Where(axis => chosen[axis]).ToArray(), keep));

    [TestMethod]
    public void Reductions_OverAnyAxes_MatchLoops() => s_reductions.Sample(
        reduction =>
        {
            Tensor x = reduction.X.Tensor();
            bool keepDim = reduction.KeepDim;
            // No axis named means all.
            int[] axes = reduction.Axes, reduced = axes.Length == 0 ? [.. Enumerable.Range(0, x.Rank)] : axes;
            Shape kept = [.. x.Shape.Select((size, axis) => reduced.Contains(axis) ? 1 : size)], shape = keepDim ? kept : [.. x.Shape.Where((_, axis) => !reduced.Contains(axis))];
            double[][] rows = [.. Loops.Coordinates(kept).Select(at => Loops.Coordinates(x.Shape).Where(place => place.Zip(at).Where((_, axis) => !reduced.Contains(axis)).All(pair => pair.First == pair.Second)).Select(place => Loops.At(x, place)).ToArray())];
            Is(x.Sum(axes, keepDim), row => row.Sum(), "Sum");
            Is(x.Prod(axes, keepDim), row => row.Aggregate(1.0, (product, value) => product * value), "Prod");
            if (reduced.Any(axis => x.Shape[axis] == 0)) return;
            Is(x.Mean(axes, keepDim), row => row.Average(), "Mean");
            Is(x.AMax(axes, keepDim), row => row.Max(), "AMax");
            Is(x.AMin(axes, keepDim), row => row.Min(), "AMin");
            Is(x.LogSumExp(axes, keepDim), row => Math.Log(row.Sum(Math.Exp)), "LogSumExp");
            Is(x.Norm(2, axes, keepDim), row => Math.Sqrt(row.Sum(value => value * value)), "Norm");
            Is(x.Var(axes, correction: 0, keepDim: keepDim), row => row.Sum(value => (value - row.Average()) * (value - row.Average())) / row.Length, "Var");

            void Is(Tensor y, Func<double[], double> value, string what)
            {
                int next = 0;
                Loops.AssertIs(y, shape, _ => value(rows[next++]), $"{what} over [{string.Join(", ", axes)}]", 1e-13);
            }
        },
        seed: "0N0XIzNsQ0O2", iter: 300, threads: 1);
}
