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
        bool fits = added >= 0;
        for (int i = 0; fits && i < Rank; i++)
        {
            if (i < added || (shape[i - added] == 1 && Shape[i] != 1)) axes.Add(i);
            else fits &= shape[i - added] == Shape[i];
        }
        if (!fits) throw new ShapeException($"SumToSize: {Shape} cannot be summed to {shape}, which does not broadcast to it");
        return axes.Count == 0 ? this : Sum([.. axes], keepDim: true).Reshape(shape);
    }
}
