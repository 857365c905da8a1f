namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The sum over the axes along which <paramref name="shape"/> would broadcast to this shape: what undoes broadcasting in a gradient.</summary>
    /// <exception cref="ShapeException"><paramref name="shape"/> does not broadcast to this shape.</exception>
    public Tensor SumToSize(Shape shape)
    {
        if (Shape == shape) return this;
        int added = Rank - shape.Rank;
        var axes = new List<int>(Rank);
        for (int i = 0; i < Rank; i++)
        {
            if (i < added || (shape[i - added] == 1 && Shape[i] != 1)) axes.Add(i);
            else if (shape[i - added] != Shape[i]) added = -1;
        }
        if (added < 0) throw new ShapeException($"SumToSize: {Shape} cannot be summed to {shape}, which does not broadcast to it");
        return axes.Count == 0 ? this : Sum([.. axes], keepDim: true).Reshape(shape);
    }
}
