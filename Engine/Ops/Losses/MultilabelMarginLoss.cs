namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The sum over the true classes c and the false classes i of max(0, 1 - x[c] + x[i]), divided by the number of classes. The classes lie along the last axis.
    /// </summary>
    /// <param name="target">Of the input's shape: the true classes of each sample, in any order, and -1 after the last.</param>
    /// <param name="reduction">What becomes of the losses of the samples.</param>
    /// <exception cref="ShapeException">The input is not [classes] or [batch, classes], or the target has another shape.</exception>
    /// <exception cref="DTypeException">The input is not floating, or the target not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">A class does not exist.</exception>
    public Tensor MultilabelMarginLoss(Tensor target, Reduction reduction = Reduction.Mean)
    {
        const string Op = "MultilabelMarginLoss";
        Losses.CheckFloating(Op, this, "input");
        if (Rank is not (1 or 2)) throw new ShapeException($"{Op}: the input {Shape} must be [classes] or [batch, classes]");
        Losses.CheckShapes(Op, Shape, target.Shape, "input", "target");
        long[] labels = Places.Read(Op, target);
        int count = Shape[^1];
        // Where each label's score stands, and which scores are of false classes.
        int[] offsets = new int[labels.Length];
        bool[] valid = new bool[labels.Length], isFalse = new bool[labels.Length];
        Array.Fill(isFalse, true);
        for (int start = 0; start < labels.Length; start += count)
        {
            int length = labels.AsSpan(start, count).IndexOf(-1);
            for (int i = 0; i < (length < 0 ? count : length); i++)
            {
                long label = labels[start + i];
                if ((ulong)label >= (ulong)count) throw new TensorIndexException($"{Op}: class {label} at {Places.Position(start + i, Shape)} of the target is out of range: classes run from 0 to {count - 1}, and -1 ends a list");
                (offsets[start + i], valid[start + i], isFalse[start + (int)label]) = (start + (int)label, true, false);
            }
        }
        Tensor picked = Apply.Part(new PickOp("Pick", new Places(offsets, 1), Shape), this);
        Tensor counts = Owning(valid, Shape).Unsqueeze(-1) & Owning(isFalse, Shape).Unsqueeze(-2);
        Tensor losses = Where(counts, (Unsqueeze(-2) - picked.Unsqueeze(-1) + 1).Relu(), 0).Sum([-2, -1]) / count;
        return Losses.Reduce(Op, losses, reduction);
    }
}
