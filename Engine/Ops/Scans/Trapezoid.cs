namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The area under a curve by the trapezoid rule: the sum over neighbours along an axis of (y[i] + y[i+1]) / 2 times their distance; 0 under one point.</summary>
    /// <exception cref="ShapeException">The tensor is 0-d, or the axis does not exist.</exception>
    public Tensor Trapezoid(double dx = 1, int dim = -1)
    {
        int axis = SliceAxis(nameof(Trapezoid), dim);
        return (Areas(axis) * (dx / 2)).Sum(axis - Rank);
    }

    /// <summary>The area under a curve whose points lie at <paramref name="x"/>: a list for the axis, or as many coordinates as points, or what broadcasts to that.</summary>
    /// <exception cref="ShapeException">The tensor is 0-d, the axis does not exist, or the coordinates do not fit.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision.</exception>
    public Tensor Trapezoid(Tensor x, int dim = -1)
    {
        int axis = SliceAxis(nameof(Trapezoid), dim);
        return (Areas(axis) * Distances("Trapezoid", x, axis) / 2).Sum(axis - Rank);
    }

    /// <summary>The areas under a curve up to each of its points but the first, along an axis; see <see cref="Trapezoid(double, int)"/>.</summary>
    /// <exception cref="ShapeException">The tensor is 0-d, or the axis does not exist.</exception>
    public Tensor CumulativeTrapezoid(double dx = 1, int dim = -1)
    {
        int axis = SliceAxis(nameof(CumulativeTrapezoid), dim);
        return (Areas(axis) * (dx / 2)).CumSum(axis - Rank);
    }

    /// <summary>The areas under a curve whose points lie at <paramref name="x"/> up to each but the first; see <see cref="Trapezoid(Tensor, int)"/>.</summary>
    /// <exception cref="ShapeException">The tensor is 0-d, the axis does not exist, or the coordinates do not fit.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision.</exception>
    public Tensor CumulativeTrapezoid(Tensor x, int dim = -1)
    {
        int axis = SliceAxis(nameof(CumulativeTrapezoid), dim);
        return (Areas(axis) * Distances("CumulativeTrapezoid", x, axis) / 2).CumSum(axis - Rank);
    }

    /// <summary>Twice the mean height between neighbours.</summary>
    private Tensor Areas(int axis) => Floating().Neighbours(axis, (left, right) => left + right);

    /// <summary>The distances of neighbouring coordinates, with the axis where it lies in this tensor.</summary>
    private Tensor Distances(string op, Tensor x, int axis)
    {
        Shape given = x.Shape;
        if (x.Rank == 1)
        {
            int[] dims = new int[Rank - axis];
            Array.Fill(dims, 1);
            dims[0] = x.ElementCount;
            x = x.Reshape(dims);
        }
        int own = axis + x.Rank - Rank;
        if (own < 0 || own >= x.Rank || x.Shape[own] != Shape[axis]) throw new ShapeException($"{op}: coordinates {given} for axis {axis} of {Shape}: give {Shape[axis]} along that axis, as a list or with the other axes");
        return x.Diff(1, own);
    }
}
