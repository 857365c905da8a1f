namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The slopes of sampled values along axes by differences of neighbours, (y[i+1] - y[i-1]) / 2h inside and one-sided at the ends: PyTorch's and NumPy's <c>gradient</c>, under a name that is
    /// not mistaken for the derivative by a tape. One tensor an axis, each of this shape.
    /// </summary>
    /// <param name="spacing">The distance of neighbours.</param>
    /// <param name="dims">The axes, all where none is given.</param>
    /// <param name="edgeOrder">The degree of the curve that the slope at an end is exact for: 1 a line, 2 a parabola.</param>
    /// <exception cref="ShapeException">An axis does not exist, is named twice or has too few elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="edgeOrder"/> is neither 1 nor 2.</exception>
    public Tensor[] GradientByDifferences(double spacing = 1, ReadOnlySpan<int> dims = default, int edgeOrder = 1)
    {
        int[] axes = SlopeAxes(dims, edgeOrder);
        double[] each = new double[axes.Length];
        Array.Fill(each, spacing);
        return GradientByDifferences(each, axes, edgeOrder);
    }

    /// <summary>The slopes of values whose neighbours have another distance along each axis; see <see cref="GradientByDifferences(double, ReadOnlySpan{int}, int)"/>.</summary>
    /// <exception cref="ShapeException">An axis does not exist, is named twice or has too few elements, or there is not one distance for each.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="edgeOrder"/> is neither 1 nor 2.</exception>
    public Tensor[] GradientByDifferences(ReadOnlySpan<double> spacing, ReadOnlySpan<int> dims = default, int edgeOrder = 1)
    {
        int[] axes = SlopeAxes(dims, edgeOrder);
        if (spacing.Length != axes.Length) throw new ShapeException($"GradientByDifferences: {spacing.Length} distances for the {axes.Length} axes {Shape.Format(axes)} of {Shape}; give one for each, or one number for all");
        var slopes = new Tensor[axes.Length];
        for (int i = 0; i < slopes.Length; i++) slopes[i] = Slopes(axes[i], Full([Shape[axes[i]] - 1], spacing[i], Floating().DType), edgeOrder);
        return slopes;
    }

    /// <summary>The slopes of values sampled at the given coordinates, a list for each axis; see <see cref="GradientByDifferences(double, ReadOnlySpan{int}, int)"/>.</summary>
    /// <exception cref="ShapeException">An axis does not exist, is named twice or has too few elements, or its coordinates are not a list of that length.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="edgeOrder"/> is neither 1 nor 2.</exception>
    public Tensor[] GradientByDifferences(IReadOnlyList<Tensor> coordinates, ReadOnlySpan<int> dims = default, int edgeOrder = 1)
    {
        int[] axes = SlopeAxes(dims, edgeOrder);
        if (coordinates.Count != axes.Length) throw new ShapeException($"GradientByDifferences: {coordinates.Count} lists of coordinates for the {axes.Length} axes {Shape.Format(axes)} of {Shape}; give one for each");
        var slopes = new Tensor[axes.Length];
        for (int i = 0; i < slopes.Length; i++)
        {
            Tensor x = coordinates[i];
            if (x.Rank != 1 || x.ElementCount != Shape[axes[i]]) throw new ShapeException($"GradientByDifferences: coordinates {x.Shape} for axis {axes[i]} of {Shape}; give a list of {Shape[axes[i]]}");
            slopes[i] = Slopes(axes[i], x.Diff(), edgeOrder);
        }
        return slopes;
    }

    private int[] SlopeAxes(ReadOnlySpan<int> dims, int edgeOrder)
    {
        if (edgeOrder is not (1 or 2)) throw new ArgumentOutOfRangeException(nameof(edgeOrder), $"GradientByDifferences: an end of order {edgeOrder}; 1 and 2 exist");
        // A reduction's rules for axes, but in the order given.
        int[] axes = new AxisReduction("GradientByDifferences", Shape, dims, keepDim: true).Axes;
        if (!dims.IsEmpty) axes = [.. dims.ToArray().Select(dim => Shape.Axis("GradientByDifferences", dim))];
        foreach (int axis in axes)
        {
            if (Shape.SizeAt(axis) <= edgeOrder) throw new ShapeException($"GradientByDifferences: axis {axis} of {Shape}, size {Shape.SizeAt(axis)}, is too short for ends of order {edgeOrder}; it needs {edgeOrder + 1} elements");
        }
        return axes;
    }

    /// <summary>The slopes along an axis of the parabolas through each three neighbours, given the distances of neighbours.</summary>
    private Tensor Slopes(int axis, Tensor distances, int edgeOrder)
    {
        int[] dims = new int[Rank - axis];
        Array.Fill(dims, 1);
        dims[0] = -1;
        // All formulas weigh the slopes between neighbours.
        Tensor step = distances.Reshape(dims), slopes = Floating().Diff(1, axis) / step;
        int own = step.Rank - dims.Length, last = Shape[axis] - 2;
        Tensor first = slopes.Narrow(axis, 0, 1), end = slopes.Narrow(axis, last, 1);
        Tensor inside = step.Neighbours(own, (left, right) => right / (left + right)), weighed = slopes.Neighbours(axis, (left, right) => left * inside + right * (1.0 - inside));
        if (edgeOrder == 2)
        {
            first += (first - slopes.Narrow(axis, 1, 1)) * Share(0, 1);
            end += (end - slopes.Narrow(axis, last - 1, 1)) * Share(last, last - 1);
        }
        return Cat([first, weighed, end], axis);

        Tensor Share(int near, int far)
        {
            Tensor distance = step.Narrow(own, near, 1);
            return distance / (distance + step.Narrow(own, far, 1));
        }
    }
}
