namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x1^T W x2 + b for each output: [.., i] and [.., j] with a weight [out, i, j] and a bias [out] give [.., out].</summary>
    /// <exception cref="ShapeException">The leading axes of the inputs differ, the weight is not 3-d or its sizes are not those of the inputs, or the bias is not [out].</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision.</exception>
    public static Tensor Bilinear(Tensor x1, Tensor x2, Tensor weight, Tensor? bias = null)
    {
        if (weight.Rank != 3) throw new ShapeException($"Bilinear: the weight has shape {weight.Shape}; it must be 3-d, [out, in1, in2]");
        if (x1.Rank == 0 || x1.Rank != x2.Rank || !x1.Shape.Dims[..^1].SequenceEqual(x2.Shape.Dims[..^1])) throw new ShapeException($"Bilinear: inputs {x1.Shape} and {x2.Shape}: all axes but the last must agree");
        if (x1.Shape[^1] != weight.Shape[1] || x2.Shape[^1] != weight.Shape[2]) throw new ShapeException($"Bilinear: inputs {x1.Shape} and {x2.Shape} x weight {weight.Shape} (out, in1, in2): the inputs' last sizes must be {weight.Shape[1]} and {weight.Shape[2]}");
        if (bias is not null && (bias.Rank != 1 || bias.Shape[0] != weight.Shape[0])) throw new ShapeException($"Bilinear: the bias has shape {bias.Shape}; for the weight {weight.Shape} it must be [{weight.Shape[0]}]");
        Tensor y = Einsum("...i,oij,...j->...o", x1, weight, x2);
        return bias is null ? y : y + bias;
    }
}
