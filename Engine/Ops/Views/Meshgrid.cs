namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The coordinates of a grid: for lists of n0, n1, ... values, as many views of shape [n0, n1, ...], number i of which repeats list i along all axes but axis i. A 0-d tensor is a list of one.
    /// </summary>
    /// <param name="tensors">The values along each axis.</param>
    /// <param name="xy">Whether the first two axes of the grids change places, as for the x and y of a picture (NumPy's default).</param>
    /// <exception cref="ShapeException">There is no list, or a tensor has two or more axes.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor[] Meshgrid(IReadOnlyList<Tensor> tensors, bool xy = false)
    {
        Tensor[] grids = CheckList("Meshgrid", tensors);
        int count = grids.Length;
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++)
        {
            if (grids[i].Rank > 1) throw new ShapeException($"Meshgrid: tensor {i} has shape {grids[i].Shape}; each must be a list of coordinates, Flatten it");
            sizes[i] = grids[i].ElementCount;
        }
        for (int i = 0; i < count; i++)
        {
            int[] dims = new int[count];
            Array.Fill(dims, 1);
            dims[i] = sizes[i];
            grids[i] = grids[i].Reshape(dims).Expand(sizes);
            if (xy && count > 1) grids[i] = grids[i].Transpose(0, 1);
        }
        return grids;
    }
}
