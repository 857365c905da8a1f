namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The cosine of the angle between the vectors along one axis, a b / (|a| |b|), each length no less than eps; the other axes broadcast. The derivative by a is (b / |b| - cos a / |a|) / |a|.
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the axis does not exist.</exception>
    /// <exception cref="DTypeException">The dtypes differ or are not floating.</exception>
    public Tensor CosineSimilarity(Tensor other, int dim = 1, double eps = 1e-8)
    {
        Losses.CheckDTypes("CosineSimilarity", this, other, "input", "other");
        int axis = Shape.Broadcast("CosineSimilarity", Shape, other.Shape).Axis("CosineSimilarity", dim);
        Shape common = Shape.Broadcast("CosineSimilarity", Shape, other.Shape);
        Tensor a = Expand(common), b = other.Expand(common);
        return (Unit(a, axis, eps) * Unit(b, axis, eps)).Sum(axis);

        static Tensor Unit(Tensor x, int axis, double eps)
        {
            Tensor length = x.Norm(2, axis, keepDim: true);
            return x / (length + (length.ClampMin(eps) - length).Detach());
        }
    }
}
