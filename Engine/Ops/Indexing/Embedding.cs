namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Rows of a matrix looked up by number: indices of any shape and weight [n, d] give [.., d]. Rows looked up several times add up their gradients.
    /// </summary>
    /// <param name="indices">Row numbers.</param>
    /// <param name="weight">The matrix.</param>
    /// <param name="paddingIndex">A row that receives no gradient, so that it stays as it is; negative counts from the end.</param>
    /// <exception cref="ShapeException">The weight is not a matrix, or <paramref name="paddingIndex"/> is not a row of it.</exception>
    /// <exception cref="DTypeException">The indices are not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the number of rows.</exception>
    public static Tensor Embedding(Tensor indices, Tensor weight, int? paddingIndex = null)
    {
        if (weight.Rank != 2) throw new ShapeException($"Embedding: the weight {weight.Shape} has {weight.Rank} axes; it must be a matrix [rows, features]");
        int rows = weight.Shape[0], features = weight.Shape[1];
        if (paddingIndex is { } given && (given < -rows || given >= rows)) throw new ShapeException($"Embedding: the padding index {given} is no row of the weight {weight.Shape}; it must be from {-rows} to {rows - 1}");
        Places places = Places.Slices("Embedding", weight.Shape, 0, indices);
        Shape result = [.. indices.Shape, features];
        if (paddingIndex is not { } padding) return Apply.Part(new PickOp("Embedding", places, result), weight);
        int frozen = (padding < 0 ? padding + rows : padding) * features;
        return Apply.Transform(new EmbeddingOp(places, places.Derive("Embedding", offsets => [.. offsets.Select(offset => offset == frozen ? -1 : offset)]), result), weight);
    }
}

/// <summary>A lookup in which only some of the rows learn.</summary>
internal readonly record struct EmbeddingOp(Places Places, Places Learning, Shape Result) : ITransformOp
{
    public string Name => "Embedding";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x) => new PickOp(Name, Places, Result).Forward(x);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Transform(new PlaceOp(Learning, shape), dy);
}
