namespace PyDeepTensorNet.Tests.Properties;

/// <summary>Tensors element by element, by coordinates: what the properties hold the engine to.</summary>
internal static class Loops
{
    /// <summary>The coordinates of every element, in row-major order.</summary>
    public static IEnumerable<int[]> Coordinates(Shape shape)
    {
        for (int i = 0; i < shape.ElementCount; i++)
        {
            int[] at = new int[shape.Rank];
            for (int axis = shape.Rank - 1, rest = i; axis >= 0; axis--) (rest, at[axis]) = Math.DivRem(rest, shape[axis]);
            yield return at;
        }
    }

    /// <summary>The element at coordinates, of which those that the tensor lacks, or where its size is 1, do not count.</summary>
    public static double At(Tensor x, ReadOnlySpan<int> at)
    {
        int offset = x.Offset, missing = at.Length - x.Rank;
        for (int axis = 0; axis < x.Rank; axis++) offset += (x.Shape[axis] == 1 ? 0 : at[axis + missing]) * x.Strides[axis];
        return x.Memory<double>()[offset];
    }

    /// <summary>Fails unless the tensor has the shape, and at every coordinate the value up to rounding.</summary>
    public static void AssertIs(Tensor actual, Shape shape, Func<int[], double> value, string what, double tolerance = 0)
    {
        Assert.AreEqual(shape, actual.Shape, what);
        foreach (int[] at in Coordinates(shape))
        {
            double expected = value(at);
            if (!(Math.Abs(At(actual, at) - expected) <= tolerance * Math.Max(1, Math.Abs(expected)))) Assert.Fail($"{what}: {At(actual, at):R} at [{string.Join(", ", at)}], expected {expected:R}");
        }
    }
}
