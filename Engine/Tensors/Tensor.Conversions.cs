namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>A 0-d tensor of the scalar; combined with a floating tensor it takes that tensor's dtype.</summary>
    public static implicit operator Tensor(float value) => WeakScalar(value);

    /// <inheritdoc cref="op_Implicit(float)"/>
    public static implicit operator Tensor(double value) => WeakScalar(value);

    /// <inheritdoc cref="op_Implicit(float)"/>
    public static implicit operator Tensor(int value) => WeakScalar(value);

    /// <inheritdoc cref="op_Implicit(float)"/>
    public static implicit operator Tensor(long value) => WeakScalar(value);

    /// <summary>A 0-d bool tensor.</summary>
    public static implicit operator Tensor(bool value) => Owning([value], Shape.Scalar);

    /// <summary>A 1-d tensor with a copy of the elements.</summary>
    public static implicit operator Tensor(float[] values) => From(values);

    /// <inheritdoc cref="op_Implicit(float[])"/>
    public static implicit operator Tensor(double[] values) => From(values);

    /// <inheritdoc cref="op_Implicit(float[])"/>
    public static implicit operator Tensor(int[] values) => From(values);

    /// <inheritdoc cref="op_Implicit(float[])"/>
    public static implicit operator Tensor(long[] values) => From(values);

    /// <inheritdoc cref="op_Implicit(float[])"/>
    public static implicit operator Tensor(bool[] values) => From(values);

    /// <summary>A tensor with a copy of a rectangular array (<c>float[,]</c>) or a jagged one (<c>float[][]</c>); <see cref="From(Array)"/> takes any rank.</summary>
    /// <exception cref="ShapeException">A jagged array has rows of different lengths.</exception>
    public static implicit operator Tensor(float[,] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(float[,,] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(float[,,,] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(float[][] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(float[][][] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(double[,] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(double[,,] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(double[,,,] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(double[][] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(double[][][] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(int[,] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(int[][] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(long[,] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(long[][] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(bool[,] values) => From((Array)values);

    /// <inheritdoc cref="op_Implicit(float[,])"/>
    public static implicit operator Tensor(bool[][] values) => From((Array)values);

    /// <summary>A 1-d tensor with a copy of the elements.</summary>
    public static Tensor From<T>(T[] values) where T : unmanaged => Owning(Copy(values), [values.Length]);

    /// <summary>A tensor of the given shape with a copy of the elements, row-major.</summary>
    /// <exception cref="ShapeException">The number of values is not that of the shape.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged
    {
        CheckCount(nameof(From), values.Length, shape);
        return Owning(values.ToArray(), shape);
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, Shape)"/>
    public static Tensor From<T>(T[] values, Shape shape) where T : unmanaged => From<T>(values.AsSpan(), shape);

    /// <summary>A tensor over the caller's array, without a copy: each sees what the other writes. Do not write while a tape holds the tensor.</summary>
    /// <exception cref="ShapeException">The number of values is not that of the shape.</exception>
    public static Tensor Wrap<T>(T[] values, Shape shape) where T : unmanaged
    {
        CheckCount(nameof(Wrap), values.Length, shape);
        return Owning(values, shape);
    }

    /// <summary>A tensor with a copy of a rectangular array of any rank (<c>float[,]</c>, <c>double[,,]</c> ...) or a jagged one (<c>float[][]</c>).</summary>
    /// <exception cref="DTypeException">The elements are not float, double, long, int or bool.</exception>
    /// <exception cref="ShapeException">A jagged array has rows of different lengths.</exception>
    /// <exception cref="ArgumentException">A row of a jagged array is null.</exception>
    public static Tensor From(Array values)
    {
        Type element = values.GetType().GetElementType()!;
        while (element.IsArray) element = element.GetElementType()!;
        return element == typeof(float) ? Fill<float>(values)
            : element == typeof(double) ? Fill<double>(values)
            : element == typeof(long) ? Fill<long>(values)
            : element == typeof(int) ? Fill<int>(values)
            : element == typeof(bool) ? Fill<bool>(values)
            : throw new DTypeException($"From: no dtype stores {element.Name}; use an array of float, double, long, int or bool");

        static Tensor Fill<T>(Array values) where T : unmanaged
        {
            var dims = new List<int>();
            Measure(values, dims);
            Shape shape = Shape.Owning([.. dims]);
            T[] data = new T[shape.ElementCount];
            int next = 0;
            Pour(values, data, ref next, dims, 0);
            return Owning(data, shape);
        }

        static void Measure(Array level, List<int> dims)
        {
            for (int i = 0; i < level.Rank; i++) dims.Add(level.GetLength(i));
            if (level.GetType().GetElementType()!.IsArray && level.Length > 0)
            {
                foreach (Array? inner in level)
                {
                    Measure(inner ?? throw NullRow(dims.Count), dims);
                    break;
                }
            }
        }

        static ArgumentException NullRow(int depth) => new($"From: the jagged array has a row at depth {depth} that is null; give each row its elements");

        static void Pour<T>(Array level, T[] data, ref int next, List<int> dims, int depth)
        {
            for (int i = 0; i < level.Rank; i++)
            {
                if (level.GetLength(i) != dims[depth + i])
                {
                    throw new ShapeException($"From: the jagged array is ragged at depth {depth + i}: a row has {level.GetLength(i)} elements, the first has {dims[depth + i]}; pad the rows to one length");
                }
            }
            if (level.GetType().GetElementType()!.IsArray)
            {
                foreach (Array? inner in level) Pour(inner ?? throw NullRow(depth + level.Rank), data, ref next, dims, depth + level.Rank);
            }
            else
            {
                foreach (T value in level) data[next++] = value;
            }
        }
    }

    /// <summary>The value of a tensor with one element.</summary>
    /// <exception cref="ShapeException">The tensor does not have exactly one element.</exception>
    public static explicit operator float(Tensor tensor) => tensor.Item<float>();

    /// <summary>The value of a tensor with one element, checked for integers.</summary>
    /// <exception cref="ShapeException">The tensor does not have exactly one element.</exception>
    public static explicit operator double(Tensor tensor) => tensor.Item<double>();

    /// <summary>The value of a tensor with one element, checked for integers.</summary>
    /// <exception cref="ShapeException">The tensor does not have exactly one element.</exception>
    public static explicit operator long(Tensor tensor) => tensor.Item<long>();

    /// <summary>The value of a tensor with one element, checked for integers.</summary>
    /// <exception cref="ShapeException">The tensor does not have exactly one element.</exception>
    public static explicit operator int(Tensor tensor) => tensor.Item<int>();

    /// <summary>The value of a tensor with one element: whether it is not zero.</summary>
    /// <exception cref="ShapeException">The tensor does not have exactly one element.</exception>
    public static explicit operator bool(Tensor tensor) => tensor.Item<double>() != 0;

    private static T[] Copy<T>(T[] values) => values.AsSpan().ToArray();

    private static void CheckCount(string op, int values, Shape shape)
    {
        if (values != shape.ElementCount) throw new ShapeException($"{op}: {values} values do not fill {shape}, which has {shape.ElementCount} elements");
    }

    private static Tensor WeakScalar<T>(T value) where T : unmanaged =>
        new(new Storage<T>([value]), Shape.Scalar) { _extras = new() { Weak = true } };
}
