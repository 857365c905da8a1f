namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// -ln of the probability of a label sequence that is shorter than the input: the sum over all alignments, in which every label may be repeated and blanks stand between labels, and must
    /// between equal ones (connectionist temporal classification, Graves et al. 2006). This holds the log-probabilities of the classes at each time, [time, batch, classes] or [time, classes].
    /// The derivative by x[t, c] is minus the probability that the alignment is at class c at time t.
    /// </summary>
    /// <param name="targets">Class indices: [batch, longest], one after the other in one list, or [length] without a batch.</param>
    /// <param name="inputLengths">How many times of each sample count: [batch], or 0-d.</param>
    /// <param name="targetLengths">How many labels each sample has: [batch], or 0-d.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <param name="reduction">What becomes of the losses of the samples; the mean first divides each by the number of its labels.</param>
    /// <param name="zeroInfinity">Whether samples whose labels do not fit into their times, and so have an infinite loss, count 0 and receive no gradient.</param>
    /// <exception cref="ShapeException">Targets or lengths do not fit the input.</exception>
    /// <exception cref="DTypeException">The input is not floating, or targets or lengths are not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">A class does not exist or is the blank, or a length exceeds what is there.</exception>
    public Tensor CtcLoss(Tensor targets, Tensor inputLengths, Tensor targetLengths, int blank = 0, Reduction reduction = Reduction.Mean, bool zeroInfinity = false)
    {
        const string Op = "CtcLoss";
        Losses.CheckFloating(Op, this, "input");
        if (Rank == 2)
        {
            Tensor loss = Unsqueeze(1).CtcLoss(targets.Reshape(1, -1), inputLengths.Reshape(1), targetLengths.Reshape(1), blank, reduction, zeroInfinity);
            return loss.Reshape();
        }
        if (Rank != 3) throw new ShapeException($"{Op}: the input {Shape} must be [time, batch, classes] or [time, classes]");
        CtcLabels labels = CtcLabels.Of(Op, Shape, targets, inputLengths, targetLengths, blank);

        // Time by time: the log-probability of all alignments up to there, for each place in the labels with blanks around them.
        Tensor emitted = Gather(2, labels.Classes.Unsqueeze(0).Expand(Shape[0], Shape[1], labels.Places));
        Tensor reached = Where(labels.Starts, emitted[0], double.NegativeInfinity);
        for (int t = 1; t < labels.Times; t++)
        {
            Tensor step = reached.Pad([1, -1], double.NegativeInfinity), skip = Where(labels.Skips, reached.Pad([2, -2], double.NegativeInfinity), double.NegativeInfinity);
            Tensor next = Stack([reached, step, skip]).LogSumExp(0) + emitted[t];
            reached = labels.LastsUntil(t) is { } lasting ? Where(lasting, next, reached) : next;
        }

        Tensor losses = -Where(labels.Ends, reached, double.NegativeInfinity).LogSumExp(1);
        if (zeroInfinity) losses = Where(losses.Eq(double.PositiveInfinity), 0, losses);
        return reduction == Reduction.Mean ? (losses / labels.Lengths.ClampMin(1).To(DType)).Mean() : Losses.Reduce(Op, losses, reduction);
    }
}

/// <summary>The labels of a batch with blanks around them, and where alignments start, skip and end.</summary>
/// <param name="Classes">[batch, places]: blank, label, blank, label, ..., blank; blanks behind the end.</param>
/// <param name="Starts">Whether an alignment may start at the place.</param>
/// <param name="Skips">Whether it may come to the place from two before, over a blank.</param>
/// <param name="Ends">Whether it may end there.</param>
/// <param name="Lengths">[batch]: the number of labels.</param>
/// <param name="InputLengths">How many times of each sample count.</param>
internal sealed record CtcLabels(Tensor Classes, Tensor Starts, Tensor Skips, Tensor Ends, Tensor Lengths, long[] InputLengths)
{
    public int Places => Classes.Shape[1];

    /// <summary>The number of times that any sample counts.</summary>
    public int Times => (int)InputLengths.Append(0).Max();

    /// <summary>Which samples count time <paramref name="t"/>, as a column; null where all do.</summary>
    public Tensor? LastsUntil(int t) => InputLengths.All(length => t < length) ? null : Tensor.Owning(Array.ConvertAll(InputLengths, length => t < length), [InputLengths.Length, 1]);

    public static CtcLabels Of(string op, Shape input, Tensor targets, Tensor inputLengths, Tensor targetLengths, int blank)
    {
        (int times, int batch, int classes) = (input[0], input[1], input[2]);
        if ((uint)blank >= (uint)classes) throw new TensorIndexException($"{op}: the blank, class {blank}, is out of range: the input {input} has {classes} classes on axis 2");
        long[] labels = PyDeepTensorNet.Places.Read(op, targets), lengths = Lengths(targetLengths, "targetLengths"), counts = Lengths(inputLengths, "inputLengths");
        bool padded = targets.Rank == 2;
        if (padded ? targets.Shape[0] != batch : targets.Rank != 1 || labels.Length != lengths.Sum())
        {
            throw new ShapeException($"{op}: input {input} and targets {targets.Shape}: the targets must be [{batch}, longest], or a list of all {lengths.Sum()} labels one after the other");
        }
        Check(counts, times, "inputLengths", $"the input {input} has {times} times");
        if (padded) Check(lengths, targets.Shape[1], "targetLengths", $"the targets {targets.Shape} have room for {targets.Shape[1]} labels");

        // Three places at least, so that there is one to skip from.
        int places = 2 * (int)lengths.Append(1).Max() + 1;
        long[] extended = new long[batch * places];
        bool[] starts = new bool[extended.Length], skips = new bool[extended.Length], ends = new bool[extended.Length];
        Array.Fill(extended, blank);
        for (int sample = 0, from = 0; sample < batch; sample++)
        {
            int length = (int)lengths[sample], row = sample * places;
            if (padded) from = sample * targets.Shape[1];
            for (int i = 0; i < length; i++)
            {
                long label = labels[from + i];
                if ((ulong)label >= (ulong)classes || label == blank) throw new TensorIndexException($"{op}: label {label} of sample {sample} {(label == blank ? "is the blank, which is no label; the targets hold labels only" : $"is out of range: the input {input} has classes 0 to {classes - 1} on axis 2")}");
                extended[row + 2 * i + 1] = label;
                skips[row + 2 * i + 1] = i > 0 && label != labels[from + i - 1];
            }
            from += length;
            // A sample without times has one alignment, the empty one, if it has no labels either.
            starts[row] = true;
            starts[row + 1] = length > 0;
            ends[row + 2 * length] = true;
            if (length > 0) ends[row + 2 * length - 1] = true;
        }
        Shape shape = [batch, places];
        return new(Tensor.Owning(extended, shape), Tensor.Owning(starts, shape), Tensor.Owning(skips, shape), Tensor.Owning(ends, shape), Tensor.Owning(lengths, [batch]), counts);

        long[] Lengths(Tensor values, string name)
        {
            if (values.Rank != 1 || values.Shape[0] != batch) throw new ShapeException($"{op}: input {input} and {name} {values.Shape}: the lengths must be [{batch}], one for each sample");
            return PyDeepTensorNet.Places.Read(op, values);
        }

        void Check(long[] values, int most, string name, string why)
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (values[i] < 0 || values[i] > most) throw new TensorIndexException($"{op}: {name} {values[i]} of sample {i} is out of range: {why}");
            }
        }
    }
}
