namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether each element is false (0), as a bool tensor.</summary>
    public Tensor LogicalNot() => DType == DType.Bool ? Eq(Zeros(Shape.Scalar, DType.Bool)) : Eq(0);

    /// <summary>The inverse of a mask.</summary>
    /// <exception cref="DTypeException">The tensor is not bool.</exception>
    public static Tensor operator !(Tensor mask)
    {
        CheckMasks("!", nameof(LogicalNot), mask);
        return mask.LogicalNot();
    }

    /// <summary>C#'s logical operators are for masks; on numbers they would be mistaken for bitwise ones.</summary>
    private static void CheckMasks(string symbol, string method, params ReadOnlySpan<Tensor> operands)
    {
        foreach (Tensor operand in operands)
        {
            if (operand.DType != DType.Bool) throw new DTypeException($"operator {symbol}: {operand.Describe()} is not a mask; compare it with Ne(0), or call {method}, which takes a number as true where it is not 0");
        }
    }
}
