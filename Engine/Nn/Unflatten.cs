namespace PyDeepTensorNet.Nn;

/// <summary>One axis as several; undoes <see cref="Flatten"/>.</summary>
/// <param name="dim">The axis.</param>
/// <param name="unflattenedSize">The sizes that it becomes; one of them may be -1 and is inferred.</param>
public sealed class Unflatten(int dim, params int[] unflattenedSize) : Module
{
    private readonly int[] _sizes = [.. unflattenedSize];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Unflatten(dim, _sizes);

    /// <inheritdoc/>
    protected override string Settings() => $"dim={dim}, unflattened_size=({string.Join(", ", _sizes)})";
}
