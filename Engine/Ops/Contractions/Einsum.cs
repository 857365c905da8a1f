namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Sums of products in Einstein's notation: <c>Einsum("bij,bjk->bik", x, y)</c> multiplies a batch of matrices. A letter for each axis of each operand, operands separated by commas; the
    /// operands are multiplied where they share a letter, and letters that do not stand after <c>-></c> are summed over. A letter twice in an operand takes the diagonal. <c>...</c> stands for any
    /// further axes, which broadcast (and are summed over where an explicit output leaves them out). Without <c>-></c> the result has the axes of <c>...</c> and then, in alphabetical order,
    /// upper case first, the letters that occur once.
    /// </summary>
    /// <param name="equation">The notation; spaces do not count.</param>
    /// <param name="operands">As many tensors as the equation names; contracted in pairs from left to right, so that their order settles the cost of three and more.</param>
    /// <remarks>As in PyTorch and NumPy, an axis of size 1 broadcasts against the same letter in another operand.</remarks>
    /// <exception cref="ShapeException">The equation is malformed, or does not fit the number of operands, their axes or sizes.</exception>
    /// <exception cref="DTypeException">The dtypes of two operands differ in precision, or are bool.</exception>
    public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> operands)
    {
        var plan = new EinsumEquation(equation, operands);
        LabelledTensor product = Operand(0, operands);
        for (int i = 1; i < operands.Length; i++) product = LabelledTensor.Product(product, Operand(i, operands), label => plan.IsNeeded(label, after: i));
        return product.Sum(plan.Output.Contains).Arrange(plan.Output);

        LabelledTensor Operand(int i, ReadOnlySpan<Tensor> operands) => new LabelledTensor(operands[i], plan.Inputs[i]).Diagonal().WithoutStretched(plan.Sizes);
    }
}
