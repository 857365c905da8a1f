namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The sum of products over the last <paramref name="dims"/> axes of this and the first ones of <paramref name="other"/>; 0 gives all products.</summary>
    /// <exception cref="ShapeException">An operand has fewer axes, or paired sizes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Tensordot(Tensor other, int dims = 2)
    {
        int most = Math.Min(Rank, other.Rank);
        if (dims < 0 || dims > most) throw new ShapeException($"Tensordot: {Shape} x {other.Shape} over {dims} axes: they have {Rank} and {other.Rank}; contract 0 to {most}");
        return Tensordot(other, [.. Enumerable.Range(Rank - dims, dims)], [.. Enumerable.Range(0, dims)]);
    }

    /// <summary>The sum of products over pairs of axes: axis <c>dims[i]</c> of this with axis <c>otherDims[i]</c> of <paramref name="other"/>. The remaining axes of this come first in the result, then those of the other.</summary>
    /// <exception cref="ShapeException">The lists differ in length, an axis does not exist or is named twice, or paired sizes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Tensordot(Tensor other, ReadOnlySpan<int> dims, ReadOnlySpan<int> otherDims)
    {
        if (dims.Length != otherDims.Length) throw new ShapeException($"Tensordot: {dims.Length} axes {Shape.Format(dims)} of {Shape} do not pair with {otherDims.Length} axes {Shape.Format(otherDims)} of {other.Shape}; name as many");
        // Every axis its own label, but a pair one that is negative.
        int[] labels = [.. Enumerable.Range(0, Rank)], otherLabels = [.. Enumerable.Range(Rank, other.Rank)];
        for (int i = 0; i < dims.Length; i++)
        {
            int axis = Name(this, dims[i], labels, i), otherAxis = Name(other, otherDims[i], otherLabels, i);
            if (Shape[axis] != other.Shape[otherAxis]) throw new ShapeException($"Tensordot: {Shape} x {other.Shape}: sizes {Shape[axis]} of axis {dims[i]} and {other.Shape[otherAxis]} of axis {otherDims[i]} differ; name pairs of one size");
        }
        return LabelledTensor.Product(new(this, labels), new(other, otherLabels), label => label >= 0).Value;

        static int Name(Tensor x, int dim, int[] labels, int pair)
        {
            int axis = x.Shape.Axis("Tensordot", dim);
            if (axis >= labels.Length || labels[axis] < 0) throw new ShapeException($"Tensordot: axis {dim} of {x.Shape} {(x.Rank == 0 ? "does not exist" : "is named twice")}; name each axis once");
            labels[axis] = -1 - pair;
            return axis;
        }
    }
}
