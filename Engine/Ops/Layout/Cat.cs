namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The tensors one after the other along an axis that they all have; the other sizes must agree. A 1-d tensor without elements is passed over, as a beginning to append to.
    /// Each receives its part of the cotangent.
    /// </summary>
    /// <exception cref="ShapeException">The list is empty, a tensor is 0-d, the axis does not exist, or other sizes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Cat(IReadOnlyList<Tensor> tensors, int dim = 0)
    {
        Tensor[] inputs = CheckList("Cat", tensors);
        if (inputs.Length > 1 && Array.Exists(inputs, t => t.Rank == 1 && t.ElementCount == 0))
        {
            Tensor[] filled = Array.FindAll(inputs, t => t.Rank != 1 || t.ElementCount > 0);
            inputs = filled.Length > 0 ? filled : inputs[..1];
        }
        Tensor first = inputs[0];
        int axis = first.Rank == 0 ? 0 : first.Shape.Axis("Cat", dim);
        for (int i = 0; i < inputs.Length; i++)
        {
            Tensor input = inputs[i];
            if (input.Rank == 0) throw new ShapeException($"Cat: tensor {i} is 0-d and has no axis to join along; use Stack, which makes a new one");
            if (input.Rank != first.Rank) throw new ShapeException($"Cat: {first.Shape} and {input.Shape} (tensor {i}) differ in their number of axes; Unsqueeze one of them, or use Stack");
            for (int a = 0; a < first.Rank; a++)
            {
                if (a != axis && input.Shape[a] != first.Shape[a]) throw new ShapeException($"Cat: {first.Shape} and {input.Shape} (tensor {i}) along axis {axis}: sizes {first.Shape[a]} and {input.Shape[a]} of axis {a} differ; only the joined axis may");
            }
        }
        return Apply.Nary(new CatOp(axis), inputs);
    }

    private static Tensor[] CheckList(string op, IReadOnlyList<Tensor> tensors)
    {
        if (tensors.Count == 0) throw new ShapeException($"{op}: the list is empty; give at least one tensor");
        Tensor[] inputs = [.. tensors];
        for (int i = 1; i < inputs.Length; i++)
        {
            if (inputs[i].DType != inputs[0].DType) throw new DTypeException($"{op}: {inputs[0].Describe()} and {inputs[i].Describe()} (tensor {i}) differ in dtype; cast with To(DType.{inputs[0].DType})");
        }
        return inputs;
    }
}

internal readonly record struct CatOp(int Axis) : INaryOp
{
    public string Name => "Cat";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        int[] dims = inputs[0].Shape.ToArray();
        long joined = 0;
        foreach (Tensor input in inputs) joined += input.Shape[Axis];
        dims[Axis] = Shape.Size("Cat", joined, Axis);
        Tensor y = Tensor.Empty(Shape.Owning(dims), inputs[0].DType);
        int start = 0;
        foreach (Tensor input in inputs)
        {
            int length = input.Shape[Axis];
            y.Narrow(Axis, start, length).Write(input);
            start += length;
        }
        return y;
    }

    public void Vjp(Pullback pull)
    {
        int start = 0;
        for (int i = 0; pull.HasInput(i); i++)
        {
            int length = pull.Shape(i)[Axis];
            if (pull.Needs(i)) pull.Add(i, pull.Dy.Narrow(Axis, start, length));
            start += length;
        }
    }
}
