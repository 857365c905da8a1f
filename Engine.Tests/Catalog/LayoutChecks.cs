namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>What is asked of every op on tensors: that neither how the elements lie in memory nor how they broadcast changes the result.</summary>
internal static class LayoutChecks
{
    /// <summary>Every input in every layout, in place of the contiguous one: same result, same gradients, to the bit unless a tolerance allows for sums in another order.</summary>
    public static void Same(string label, Func<IReadOnlyList<Tensor>, Tensor> call, IReadOnlyList<Tensor> inputs, double tolerance = 0)
    {
        Tensor expected = call(inputs);
        Tensor?[] gradients = Gradients(call, inputs);
        for (int i = 0; i < inputs.Count; i++)
        {
            foreach ((string kind, Tensor view) in Layouts.Of(inputs[i]))
            {
                Tensor[] moved = [.. inputs.Select((input, k) => k == i ? view : input)];
                Layouts.AssertSame($"{label} with input {i} {kind}", expected, call(moved), tolerance);
                Tensor?[] actual = Gradients(call, moved);
                for (int k = 0; k < actual.Length; k++)
                {
                    if (gradients[k] is null != actual[k] is null) Assert.Fail($"{label} with input {i} {kind}: gradient {k} is {(actual[k] is null ? "not there" : "there")}, but not with all contiguous");
                    if (gradients[k] is { } gradient) Layouts.AssertSame($"{label} with input {i} {kind}, gradient {k}", gradient, actual[k]!, tolerance);
                }
            }
        }
    }

    /// <summary>Operands that broadcast or repeat against the same operands written out.</summary>
    public static void SameBitsBroadcast(ElementwiseCase op, DType dtype)
    {
        var draws = new Draws(op);
        // Longer than the chunks in which broadcast operands are laid out, with one element, or some, left over.
        (Shape, Shape)[] shapes = [([3, 4, 5], [3, 4, 5]), ([5, 1], [1, 7]), ([2, 1, 3], [4, 1]), ([], [6]), ([1025], []), ([1, 700], [3, 1]), ([4, 3], [3]), ([0, 3], [3]), ([1], [1, 1])];
        foreach ((Shape left, Shape right) in shapes)
        {
            Tensor[] x = [.. Enumerable.Range(0, op.Arity).Select(i => Draw(i, i % 2 == 0 ? left : right))];
            Shape shape = op.Arity == 1 ? left : Shape.Broadcast(op.Label, left, right);
            Tensor[] repeated = [.. x.Select(operand => operand.Expand(shape))], whole = [.. repeated.Select(operand => operand.Clone())];
            Tensor expected = op.Apply(whole);
            Assert.AreEqual(shape, expected.Shape, op.Label);
            string what = $"{op.Label} of {string.Join(" and ", x.Select(operand => operand.Shape))}";
            Layouts.AssertSame(what, expected, op.Apply(x));
            Layouts.AssertSame($"{what}, expanded", expected, op.Apply(repeated));
        }

        // No integer is divided by 0.
        Tensor Draw(int operand, Shape shape) => dtype.IsInteger()
            ? Tensor.From([.. Enumerable.Range(0, shape.ElementCount).Select(k => (double)(operand == 0 ? k * 7 % 19 - 9 : k * 5 % 9 + 1))], shape).To(dtype)
            : Tensor.From(draws.Values(operand, shape), shape).To(dtype);
    }

    /// <summary>An op without a form for integers makes of them what it makes of them as float32.</summary>
    public static void CastsIntegers(ElementwiseCase op)
    {
        Tensor[] x = [.. Enumerable.Range(0, op.Arity).Select(i => Tensor.From([1, 2 + i, 3], [3]).To(i == 0 ? DType.Int32 : DType.Int64))];
        Layouts.AssertSame(op.Label, op.Apply([.. x.Select(operand => operand.To(DType.Float32))]), op.Apply(x));
    }

    private static Tensor?[] Gradients(Func<IReadOnlyList<Tensor>, Tensor> call, IReadOnlyList<Tensor> inputs)
    {
        Tensor[] floating = [.. inputs.Where(input => input.DType.IsFloating())];
        using var tape = new Tape();
        Tensor y = call(inputs);
        if (!y.DType.IsFloating() || floating.Length == 0) return [];
        Gradients gradients = tape.Gradient(y, floating, Tensor.Wrap(GradCheck.RandomCotangent(y.ElementCount), y.Shape).To(y.DType), allowUnused: true);
        return [.. floating.Select((_, i) => gradients[i])];
    }
}
