namespace PyDeepTensorNet;

public static partial class Derivatives
{
    /// <summary>The gradient of a function of one number: a part for each input.</summary>
    /// <exception cref="ShapeException">The value has more than one element.</exception>
    /// <exception cref="DTypeException">An input or the value is not floating.</exception>
    public static Tensor Gradient(Func<Tensor, Tensor> function, Tensor x)
    {
        using var at = new Linearization(nameof(Gradient), Many(function), [x]);
        return at.Derivatives(at.Number, Tensor.OnesLike(at.Value))[0];
    }

    /// <summary>
    /// The second derivatives of one number by each pair of inputs: block [i][j] is [..i, ..j]. One recorded gradient, then a sweep for each element of the inputs.
    /// </summary>
    /// <exception cref="ShapeException">The value has more than one element.</exception>
    /// <exception cref="DTypeException">An input or the value is not floating.</exception>
    public static IReadOnlyList<IReadOnlyList<Tensor>> Hessian(Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs)
    {
        using var at = new Linearization(nameof(Hessian), function, inputs);
        Tensor?[] gradient = at.Gradient();
        return [.. inputs.Select((row, i) =>
        {
            Tensor[][] rows = [.. Basis(row.Shape, row.DType).Select(unit => at.Derivatives(gradient[i], unit))];
            return (IReadOnlyList<Tensor>)[.. inputs.Select((column, j) => Join(rows, parts => parts[j], 0, row.Shape, column))];
        })];
    }

    /// <summary>The second derivatives of one number by a tensor, [..x, ..x]; see <see cref="Hessian(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor})"/>.</summary>
    public static Tensor Hessian(Func<Tensor, Tensor> function, Tensor x) => Hessian(Many(function), [x])[0][0];

    /// <summary>
    /// The Hessian's product with a vector, H v, without the Hessian: a recorded gradient and one sweep, about four forward computations whatever the size.
    /// </summary>
    /// <exception cref="ShapeException">The value has more than one element, or a part of the vector has not its input's shape and dtype.</exception>
    /// <exception cref="DTypeException">An input or the value is not floating.</exception>
    public static IReadOnlyList<Tensor> Hvp(Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> vector)
    {
        using var at = new Linearization(nameof(Hvp), function, inputs);
        at.CheckTangents(vector);
        Tensor?[] gradient = at.Gradient();
        Tensor[]? sum = null;
        for (int i = 0; i < gradient.Length; i++)
        {
            Tensor[] parts = at.Derivatives(gradient[i], vector[i]);
            sum = sum is null ? parts : [.. sum.Zip(parts, (a, b) => a + b)];
        }
        return sum ?? [];
    }

    /// <summary>The Hessian's product with a vector, of a function of one tensor; see <see cref="Hvp(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor}, IReadOnlyList{Tensor})"/>.</summary>
    public static Tensor Hvp(Func<Tensor, Tensor> function, Tensor x, Tensor vector) => Hvp(Many(function), [x], [vector])[0];

    /// <summary>The sum of the second derivatives of one number by each element of <paramref name="x"/>, the Hessian's trace: a recorded gradient, then a sweep for each element.</summary>
    /// <exception cref="ShapeException">The value has more than one element.</exception>
    /// <exception cref="DTypeException">The input or the value is not floating.</exception>
    public static Tensor Laplacian(Func<Tensor, Tensor> function, Tensor x)
    {
        using var at = new Linearization(nameof(Laplacian), Many(function), [x]);
        Tensor? gradient = at.Gradient()[0];
        return Trace(at, gradient, Basis(x.Shape, x.DType), part => part.Sum()) ?? Tensor.Zeros(Shape.Scalar, x.DType);
    }

    /// <summary>
    /// The Laplacian at each of n points at once, of a function of rows [n, ..in] to one number each, [n] or [n, 1], that depends on its own row alone: of the value's shape. The points share a recorded
    /// gradient and a sweep for each element of a row; nothing checks that rows are independent.
    /// </summary>
    /// <exception cref="ShapeException">The function does not give a number for each row.</exception>
    /// <exception cref="DTypeException">The input or the value is not floating.</exception>
    public static Tensor BatchLaplacian(Func<Tensor, Tensor> function, Tensor x)
    {
        using var at = new Linearization(nameof(BatchLaplacian), Many(function), [x]);
        Shape row = RowShape(nameof(BatchLaplacian), x, x), value = RowShape(nameof(BatchLaplacian), at.Value, x);
        if (value.ElementCount != 1) throw new ShapeException($"BatchLaplacian: the function's value is {at.Value.Describe()}; it must be one number for each of the {x.Shape[0]} points, [{x.Shape[0]}] or [{x.Shape[0]}, 1]");
        Tensor? gradient = at.Recorded(at.Value, Tensor.OnesLike(at.Value))[0];
        return Trace(at, gradient, Basis(row, x.DType, x.Shape[0]), part => part.Reshape([x.Shape[0], -1]).Sum(1).Reshape(at.Value.Shape)) ?? Tensor.ZerosLike(at.Value);
    }

    /// <summary>The sum over the basis of v^T H v.</summary>
    private static Tensor? Trace(Linearization at, Tensor? gradient, IEnumerable<Tensor> basis, Func<Tensor, Tensor> reduce)
    {
        Tensor? sum = null;
        foreach (Tensor unit in basis)
        {
            Tensor part = reduce(at.Derivatives(gradient, unit)[0] * unit);
            sum = sum is null ? part : sum + part;
        }
        return sum;
    }
}
