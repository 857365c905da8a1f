namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The matrices along the diagonal of one matrix, which is 0 elsewhere: [a, b], [c, d] -> [a + c, b + d]. A list is a row, a 0-d tensor [1, 1].</summary>
    /// <exception cref="ShapeException">There is no tensor, or one has more than two axes.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor BlockDiag(params IReadOnlyList<Tensor> tensors)
    {
        Tensor[] blocks = CheckList("BlockDiag", tensors);
        int columns = 0, before = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            if (blocks[i].Rank > 2) throw new ShapeException($"BlockDiag: tensor {i} has shape {blocks[i].Shape}; blocks are matrices");
            blocks[i] = blocks[i].AtLeast2d();
            columns += blocks[i].Shape[1];
        }
        for (int i = 0; i < blocks.Length; i++)
        {
            int own = blocks[i].Shape[1];
            blocks[i] = blocks[i].Pad([before, columns - before - own]);
            before += own;
        }
        return Cat(blocks);
    }
}
