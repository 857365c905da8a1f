using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>What <see cref="Tensor.ScatterReduce"/> and <see cref="Tensor.IndexReduce"/> make of several elements that go to one place.</summary>
public enum ScatterReduction
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product.</summary>
    Product,

    /// <summary>Their mean, of integers rounded down.</summary>
    Mean,

    /// <summary>The largest; equal ones share the gradient evenly.</summary>
    AMax,

    /// <summary>The smallest; equal ones share the gradient evenly.</summary>
    AMin,
}

public sealed partial class Tensor
{
    /// <summary>
    /// A copy in which elements of a source are combined along one axis with what is there: for three axes and dim 1, y[i, index[i, j, k], k] is reduced with source[i, j, k]. The source may be larger
    /// than the index. Without <paramref name="includeSelf"/> what is there does not count where something comes, and gets no gradient. Products are differentiated without a division.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist, or the index has other axes, exceeds this on another axis, or exceeds the source.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32, or the source is of another dtype or bool.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor ScatterReduce(int dim, Tensor index, Tensor source, ScatterReduction reduction, bool includeSelf = true)
    {
        Places places = Places.Along("ScatterReduce", Shape, dim, index);
        return ReduceAt("ScatterReduce", places, Corner("ScatterReduce", index, source), reduction, includeSelf);
    }

    /// <summary>A copy in which, for each j, source[.., j, ..] is combined with what is at slice index[j]; see <see cref="ScatterReduce"/>.</summary>
    /// <exception cref="ShapeException">The axis does not exist, the index is not a list, or the source has not the shape of the indexed slices.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32, or the source is of another dtype or bool.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor IndexReduce(int dim, Tensor index, Tensor source, ScatterReduction reduction, bool includeSelf = true)
    {
        Places places = Slices("IndexReduce", dim, index, ref source);
        return ReduceAt("IndexReduce", places, source, reduction, includeSelf);
    }

    private Tensor ReduceAt(string op, Places places, Tensor source, ScatterReduction reduction, bool includeSelf)
    {
        if (DType == DType.Bool) throw new DTypeException($"{op}: {Describe()} holds truth values, which do not combine; cast it with To(DType.Int64)");
        switch (reduction)
        {
            case ScatterReduction.Sum:
                return Start(0).AddAt(op, places, source);
            case ScatterReduction.Mean:
                Tensor sum = Start(0).AddAt(op, places, source), counts = Apply.Transform(new PlaceOp(places, Shape), Ones(source.Shape, DType));
                if (includeSelf) counts += 1;
                counts = counts.ClampMin(1);
                return DType.IsFloating() ? sum / counts : sum.FloorDivide(counts);
            case ScatterReduction.Product:
                if (Journal.Capturing is not null) Recorder.Refuse(op, "finds out on the host which factors belong together");
                return MultiplyAt(op, places.Elements(), source.Flatten(), includeSelf);
            default:
                bool largest = reduction == ScatterReduction.AMax;
                return Apply.Nary(new ExtremeAtOp(op, places, largest), Start(largest ? double.NegativeInfinity : double.PositiveInfinity), source);
        }

        // What the elements that come are combined with. Integers have no infinity; one of the sources does not change their extreme either.
        Tensor Start(double nothing)
        {
            if (includeSelf) return this;
            Tensor cleared = double.IsFinite(nothing) || DType.IsFloating() ? Full(source.Shape, nothing, DType) : source;
            return Apply.Nary(new PutOp(op, places), this, cleared);
        }
    }

    /// <summary>Multiplies elements that go to one place in pairs, round after round, until one is left for each.</summary>
    private Tensor MultiplyAt(string op, int[] places, Tensor factors, bool includeSelf)
    {
        if (places.Contains(-1))
        {
            int[] used = [.. Enumerable.Range(0, places.Length).Where(i => places[i] >= 0)];
            factors = Chosen(factors, used);
            places = [.. places.Where(place => place >= 0)];
        }
        if (includeSelf)
        {
            int[] touched = [.. places.Distinct()];
            factors = Cat([factors, Chosen(this, touched)]);
            places = [.. places, .. touched];
        }
        while (true)
        {
            List<int> left = [], right = [];
            var waiting = new Dictionary<int, int>();
            for (int i = 0; i < places.Length; i++)
            {
                if (!waiting.Remove(places[i], out int partner))
                {
                    waiting.Add(places[i], i);
                    continue;
                }
                left.Add(partner);
                right.Add(i);
            }
            if (left.Count == 0) return Apply.Nary(new PutOp(op, new(places, 1)), this, factors);
            int[] single = [.. waiting.Values];
            factors = Cat([Chosen(factors, [.. left]) * Chosen(factors, [.. right]), Chosen(factors, single)]);
            places = [.. left.Concat(single).Select(i => places[i])];
        }

        static Tensor Chosen(Tensor x, int[] offsets) => Apply.Part(new PickOp("Pick", new(offsets, 1), [offsets.Length]), x);
    }
}

/// <summary>A copy of a tensor in which, at each place, the largest or smallest of what is there and what the source brings is; NaN where one is. Equal ones share the gradient evenly.</summary>
internal readonly record struct ExtremeAtOp(string Name, Places Places, bool Largest) : INaryOp
{
    public Residuals Residuals => Residuals.First | Residuals.Second | Residuals.Output;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType switch
    {
        DType.Float32 => Run<float>(inputs[0], inputs[1]),
        DType.Float64 => Run<double>(inputs[0], inputs[1]),
        DType.Int64 => Run<long>(inputs[0], inputs[1]),
        _ => Run<int>(inputs[0], inputs[1]),
    };

    public void Vjp(Pullback pull)
    {
        Tensor y = pull.Output, dy = pull.Dy, source = pull.Input(1);
        var pick = new PickOp("Pick", Places, source.Shape);
        Tensor stays = pull.Input(0).Eq(y), comes = source.Eq(Apply.Part(pick, y));
        Tensor share = dy / (stays.To(dy.DType) + Apply.Transform(new PlaceOp(Places, y.Shape), comes.To(dy.DType)));
        if (pull.Needs(0)) pull.Add(0, Tensor.Where(stays, share, 0));
        if (pull.Needs(1)) pull.Add(1, Tensor.Where(comes, Apply.Part(pick, share), 0));
    }

    private Tensor Run<T>(Tensor x, Tensor source) where T : unmanaged, INumber<T>
    {
        Tensor y = x.Clone();
        Indexed.Extreme<T>(source.Contiguous().Span<T>(), Places.Offsets, Places.Run, y.Span<T>(), Largest);
        return y;
    }
}
