namespace PyDeepTensorNet;

/// <summary>From which side a Jacobian is built.</summary>
public enum JacobianMode
{
    /// <summary>A backward sweep for each element of the value: for more inputs than outputs.</summary>
    Reverse,

    /// <summary>A sweep for each element of the inputs: for more outputs than inputs.</summary>
    Forward,
}

public static partial class Derivatives
{
    /// <summary>
    /// The Jacobian by each input: [.., ..] with the value's axes first and the input's after them. The function is recorded once; then there is a sweep for each element of the value
    /// (<see cref="JacobianMode.Reverse"/>) or of the inputs (<see cref="JacobianMode.Forward"/>), by default whichever are fewer.
    /// </summary>
    /// <exception cref="DTypeException">An input or the value is not floating.</exception>
    public static IReadOnlyList<Tensor> Jacobian(Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs, JacobianMode? mode = null)
    {
        using var at = new Linearization(nameof(Jacobian), function, inputs);
        Shape value = at.Value.Shape;
        // Forward mode has to record the pull first.
        mode ??= inputs.Sum(input => input.ElementCount) + 1 < value.ElementCount ? JacobianMode.Forward : JacobianMode.Reverse;
        if (mode == JacobianMode.Reverse)
        {
            Tensor[][] rows = [.. Basis(value, at.Value.DType).Select(at.Vjp)];
            return [.. inputs.Select((input, i) => Join(rows, row => row[i], 0, value, input))];
        }
        return [.. inputs.Select((input, i) => Join([.. Basis(input.Shape, input.DType).Select(tangent => at.Jvp(i, tangent))], column => column, -1, value, input))];
    }

    /// <summary>The Jacobian of a function of one tensor; see <see cref="Jacobian(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor}, JacobianMode?)"/>.</summary>
    public static Tensor Jacobian(Func<Tensor, Tensor> function, Tensor x, JacobianMode? mode = null) => Jacobian(Many(function), [x], mode)[0];

    /// <summary>
    /// The products of the Jacobian with several cotangents [k, ..], stacked to [k, ..] of the input's shape: the function is recorded once, then there is a sweep for each.
    /// </summary>
    /// <exception cref="ShapeException">The cotangents do not have the value's shape after their first axis.</exception>
    public static Tensor Vjps(Func<Tensor, Tensor> function, Tensor x, Tensor cotangents)
    {
        using var at = new Linearization(nameof(Vjps), Many(function), [x]);
        return Rows(nameof(Vjps), cotangents, cotangent => at.Vjp(cotangent)[0], x);
    }

    /// <summary>The products of the Jacobian with several tangents [k, ..], stacked to [k, ..] of the value's shape: the function and its pull are recorded once, then there is a sweep for each.</summary>
    /// <exception cref="ShapeException">The tangents do not have the input's shape after their first axis.</exception>
    public static Tensor Jvps(Func<Tensor, Tensor> function, Tensor x, Tensor tangents)
    {
        using var at = new Linearization(nameof(Jvps), Many(function), [x]);
        return Rows(nameof(Jvps), tangents, tangent => at.Jvp(0, tangent), at.Value);
    }

    /// <summary>
    /// Applies a function to each row of [n, ..] and stacks the results: a derivative at each of many points, as in <c>Map(x => Hessian(f, x), points)</c>. A call a row, of any function; where rows
    /// do not depend on each other, <see cref="BatchJacobian"/> and <see cref="BatchLaplacian"/> take all in one computation.
    /// </summary>
    /// <exception cref="ShapeException">There are no rows.</exception>
    public static Tensor Map(Func<Tensor, Tensor> function, Tensor rows)
    {
        if (rows.Rank == 0 || rows.Shape[0] == 0) throw new ShapeException($"Map: {rows.Describe()} has no rows; their axis is the first");
        return Tensor.Stack([.. Enumerable.Range(0, rows.Shape[0]).Select(i => function(rows.Select(0, i)))]);
    }

    /// <summary>
    /// The Jacobian at each of n points at once, of a function of rows [n, ..in] to rows [n, ..out] that depend on their own row alone, as layers do in evaluation: [n, ..out, ..in]. The points share a
    /// sweep for each element of a row of the value, or of the input if those are fewer; nothing checks that rows are independent.
    /// </summary>
    /// <exception cref="ShapeException">The function does not give a row for each.</exception>
    public static Tensor BatchJacobian(Func<Tensor, Tensor> function, Tensor x, JacobianMode? mode = null)
    {
        using var at = new Linearization(nameof(BatchJacobian), Many(function), [x]);
        (Shape row, Shape value) = (RowShape(nameof(BatchJacobian), x, x), RowShape(nameof(BatchJacobian), at.Value, x));
        mode ??= row.ElementCount + 1 < value.ElementCount ? JacobianMode.Forward : JacobianMode.Reverse;
        Shape all = Shape.Create([x.Shape[0], .. value.Dims, .. row.Dims]);
        if (all.ElementCount == 0) return Tensor.Zeros(all, x.DType);
        return mode == JacobianMode.Reverse
            ? Tensor.Stack([.. Basis(value, at.Value.DType, x.Shape[0]).Select(cotangent => at.Vjp(cotangent)[0])], 1).Reshape(all)
            : Tensor.Stack([.. Basis(row, x.DType, x.Shape[0]).Select(tangent => at.Jvp(0, tangent))], -1).Reshape(all);
    }

    /// <summary>The tensors of one element 1 and else 0; in every row alike, where <paramref name="rows"/> are given.</summary>
    private static IEnumerable<Tensor> Basis(Shape shape, DType dtype, int? rows = null)
    {
        Tensor places = Tensor.Arange(shape.ElementCount);
        for (int i = 0; i < shape.ElementCount; i++)
        {
            Tensor unit = places.Eq(i).To(dtype).Reshape(shape);
            yield return rows is { } n ? unit.Expand([n, .. shape.Dims]) : unit;
        }
    }

    /// <summary>The shape of a row, of a value that has one for each of <paramref name="x"/>'s.</summary>
    private static Shape RowShape(string op, Tensor value, Tensor x)
    {
        if (value.Rank == 0 || x.Rank == 0 || value.Shape[0] != x.Shape[0]) throw new ShapeException($"{op}: the points are {x.Describe()}, the function's value {value.Describe()}; both need a first axis with a row for each point");
        return Shape.Create(value.Shape.Dims[1..]);
    }

    /// <summary>A product for each row of <paramref name="given"/>, stacked.</summary>
    private static Tensor Rows(string op, Tensor given, Func<Tensor, Tensor> product, Tensor result)
    {
        if (given.Rank == 0) throw new ShapeException($"{op}: {given.Describe()} has no axis to take one after the other from; Unsqueeze it");
        int count = given.Shape[0];
        return count == 0 ? Tensor.Zeros(Shape.Create([0, .. result.Shape.Dims]), result.DType) : Tensor.Stack([.. Enumerable.Range(0, count).Select(i => product(given.Select(0, i)))]);
    }

    private static Tensor Join<T>(T[] parts, Func<T, Tensor> part, int dim, Shape value, Tensor input)
    {
        Shape all = Shape.Create([.. value.Dims, .. input.Shape.Dims]);
        return parts.Length == 0 ? Tensor.Zeros(all, input.DType) : Tensor.Stack([.. parts.Select(part)], dim).Reshape(all);
    }
}
