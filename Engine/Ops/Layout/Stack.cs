namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Tensors of one shape next to each other along a new axis at <paramref name="dim"/>. Each receives its part of the cotangent.</summary>
    /// <exception cref="ShapeException">The list is empty, the shapes differ, or there is no such place for an axis.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Stack(IReadOnlyList<Tensor> tensors, int dim = 0)
    {
        Tensor[] inputs = CheckList("Stack", tensors);
        Shape shape = inputs[0].Shape;
        if (dim < -shape.Rank - 1 || dim > shape.Rank) throw new ShapeException($"Stack: {shape} has no place {dim} for a new axis; it must be from {-shape.Rank - 1} to {shape.Rank}");
        for (int i = 1; i < inputs.Length; i++)
        {
            if (inputs[i].Shape != shape) throw new ShapeException($"Stack: {shape} and {inputs[i].Shape} (tensor {i}) differ; only tensors of one shape stack, others join along an axis with Cat");
        }
        return Apply.Nary(new StackOp(dim < 0 ? dim + shape.Rank + 1 : dim), inputs);
    }

    /// <summary>The tensors side by side: joined along axis 1, or axis 0 where they are 1-d; a 0-d one counts as [1].</summary>
    /// <inheritdoc cref="Cat" path="/exception"/>
    public static Tensor HStack(IReadOnlyList<Tensor> tensors)
    {
        Tensor[] inputs = Array.ConvertAll(CheckList("HStack", tensors), t => t.AtLeast1d());
        return Cat(inputs, inputs[0].Rank > 1 ? 1 : 0);
    }

    /// <summary>The tensors on top of each other: joined along axis 0, one of shape [n] as [1, n].</summary>
    /// <inheritdoc cref="Cat" path="/exception"/>
    public static Tensor VStack(IReadOnlyList<Tensor> tensors) => Cat(Array.ConvertAll(CheckList("VStack", tensors), t => t.AtLeast2d()));

    /// <summary>The tensors behind each other: joined along axis 2, those of shape [n] as [1, n, 1] and of [m, n] as [m, n, 1].</summary>
    /// <inheritdoc cref="Cat" path="/exception"/>
    public static Tensor DStack(IReadOnlyList<Tensor> tensors) => Cat(Array.ConvertAll(CheckList("DStack", tensors), t => t.AtLeast3d()), 2);

    /// <summary>The tensors as columns of a matrix: joined along axis 1, one of shape [n] as [n, 1].</summary>
    /// <inheritdoc cref="Cat" path="/exception"/>
    public static Tensor ColumnStack(IReadOnlyList<Tensor> tensors) => Cat(Array.ConvertAll(CheckList("ColumnStack", tensors), t => t.Rank < 2 ? t.Reshape(-1, 1) : t), 1);
}

internal readonly record struct StackOp(int Axis) : INaryOp
{
    public string Name => "Stack";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Shape shape = inputs[0].Shape;
        Tensor y = Tensor.Empty([.. shape.Dims[..Axis], inputs.Length, .. shape.Dims[Axis..]], inputs[0].DType);
        for (int i = 0; i < inputs.Length; i++) y.Select(Axis, i).Write(inputs[i]);
        return y;
    }

    public void Vjp(Pullback pull)
    {
        for (int i = 0; pull.HasInput(i); i++)
        {
            if (pull.Needs(i)) pull.Add(i, pull.Dy.Select(Axis, i));
        }
    }
}
