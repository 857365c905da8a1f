namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The tensor turned by 90 degrees in the plane of two axes, <paramref name="times"/> times, from the first towards the second; negative turns back.</summary>
    /// <exception cref="ShapeException">An axis does not exist, or both are the same.</exception>
    public Tensor Rot90(int times = 1, int dim0 = 0, int dim1 = 1)
    {
        if (Rank < 2) throw new ShapeException($"Rot90: {Shape} has {Rank} axes; a turn needs the plane of two");
        (int from, int to) = (Shape.Axis("Rot90", dim0), Shape.Axis("Rot90", dim1));
        if (from == to) throw new ShapeException($"Rot90: axes {dim0} and {dim1} of {Shape} are the same; a plane lies between two");
        return ((times % 4 + 4) % 4) switch
        {
            1 => Flip(to).Transpose(from, to),
            2 => Flip(from, to),
            3 => Flip(from).Transpose(from, to),
            _ => this,
        };
    }
}
