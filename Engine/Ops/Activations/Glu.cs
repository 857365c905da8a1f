namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The gated linear unit: the first half along an axis times the sigmoid of the second, so that the axis becomes half as long (Dauphin et al. 2017). With a and b the halves and s the
    /// sigmoid of b, d = s da + a s (1 - s) db.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist, or its size is odd.</exception>
    public Tensor Glu(int dim = -1)
    {
        if (Rank == 0) throw new ShapeException("Glu: the tensor is 0-d and has no halves; it needs an axis of even size");
        int axis = Shape.Axis("Glu", dim), half = Shape[axis] / 2;
        if (Shape[axis] % 2 != 0) throw new ShapeException($"Glu: {Shape}: axis {axis} has {Shape[axis]} places and no halves; its size must be even");
        return Narrow(axis, 0, half) * Narrow(axis, half, half).Sigmoid();
    }
}
