namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>e^-x / sum of e^-x along one axis: the <see cref="Softmax"/> of -x, whose derivative it has with the sign changed.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor Softmin(int dim) => (-this).Softmax(Shape.Axis("Softmin", dim));
}
