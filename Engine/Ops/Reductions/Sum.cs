using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The sum of all elements as a 0-d tensor; bool counts as int64. Its gradient is the cotangent everywhere.</summary>
    public Tensor Sum() => Sum([]);

    /// <summary>The sum along one axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor Sum(int dim, bool keepDim = false) => Sum([dim], keepDim);

    /// <summary>The sum along the named axes, all if none is named; by a fixed tree, so that the error grows with the logarithm of the count. The sum of nothing is 0.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor Sum(ReadOnlySpan<int> dims, bool keepDim = false) => Apply.Transform(new SumOp(new("Sum", Shape, dims, keepDim)), this);
}

internal readonly record struct SumOp(AxisReduction Axes) : ITransformOp, ICountedOp, IInstructedOp
{
    public string Name => "Sum";

    public Residuals Residuals => Residuals.None;

    public double Flops(ReadOnlySpan<Tensor> inputs, Tensor output) => inputs[0].ElementCount;

    public Tensor Forward(Tensor x) => x.DType switch
    {
        DType.Float32 => Run<float>(x),
        DType.Float64 => Run<double>(x),
        DType.Int64 => Run<long>(x),
        DType.Bool => Axes.Run<bool, long, CountKernel>(x, default),
        _ => Run<long>(x.To(DType.Int64)),
    };

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Axes.Restore(dy, shape).ExpandTo(shape);

    public Instruction Instruct(Rule rule, Tensor[] inputs, Tensor output) => TotalInstruction.Of(Name, inputs[0], output, Axes, 1) ?? (Instruction?)ColumnSums(inputs, output) ?? new CalledInstruction(rule, inputs, output);

    private ActionInstruction? ColumnSums(Tensor[] inputs, Tensor output)
    {
        Tensor x = inputs[0];
        if (x.DType != output.DType || !AreLeading(x)) return null;
        return new ActionInstruction(Name, Effect.None, inputs, output, x.DType switch
        {
            DType.Float32 => () => Kernels.Sums.Columns<float>(x.Span<float>(), output.Span<float>()),
            DType.Float64 => () => Kernels.Sums.Columns<double>(x.Span<double>(), output.Span<double>()),
            _ => () => Kernels.Sums.Columns<long>(x.Span<long>(), output.Span<long>()),
        });
    }

    /// <summary>Whether the axes lead to contiguous rows, which can be added instead of transposing.</summary>
    private bool AreLeading(Tensor x) => Axes.Axes.Length > 0 && Axes.Axes.Length < x.Rank && Axes.Axes[^1] == Axes.Axes.Length - 1 && x.IsContiguous;

    private Tensor Run<T>(Tensor x) where T : unmanaged, INumber<T>
    {
        if (AreLeading(x))
        {
            Tensor y = Tensor.Empty(Axes.Result(x.Shape), x.DType);
            Kernels.Sums.Columns<T>(x.Span<T>(), y.Span<T>());
            return y;
        }
        if (x.IsContiguous && Outer(x.Rank) is > 0 and var outer)
        {
            // Of the outermost and the innermost axes, as of a bias of channels: the inner rows, then what they make.
            int[] axes = Axes.Axes;
            var inner = new AxisReduction(Name, x.Shape, axes.AsSpan(outer), false);
            return new SumOp(new(Name, inner.Result(x.Shape), axes.AsSpan(0, outer), false)).Run<T>(inner.Run<T, T, Kernel<T>>(x, default)).Alias(Axes.Result(x.Shape), null, 0);
        }
        return Axes.Run<T, T, Kernel<T>>(x, default);
    }

    /// <summary>How many of the axes are the outermost ones, where the others are the innermost and some are kept between; else 0.</summary>
    private int Outer(int rank)
    {
        int[] axes = Axes.Axes;
        int outer = 0;
        while (outer < axes.Length && axes[outer] == outer) outer++;
        return outer < axes.Length && axes[outer] == rank - (axes.Length - outer) ? outer : 0;
    }

    private readonly struct Kernel<T> : IRowKernel<T, T> where T : unmanaged, INumber<T>
    {
        public T Run(ReadOnlySpan<T> row) => Kernels.Sums.Sum(row);
    }

    private readonly struct CountKernel : IRowKernel<bool, long>
    {
        public long Run(ReadOnlySpan<bool> row) => row.Count(true);
    }
}
