namespace PyDeepTensorNet.Nn;

/// <summary>The axes from one to another as a single one; all but the batch by default.</summary>
/// <param name="startDim">The first axis.</param>
/// <param name="endDim">The last axis, inclusive.</param>
public sealed class Flatten(int startDim = 1, int endDim = -1) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Flatten(startDim, endDim);

    /// <inheritdoc/>
    protected override string Settings() => $"start_dim={startDim}, end_dim={endDim}";
}
