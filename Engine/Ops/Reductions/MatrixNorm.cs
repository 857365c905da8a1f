namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// A norm of the matrices of two axes: order 1 is the largest sum of magnitudes of a column, inf that of a row, -1 and -inf the smallest. Equal sums share the gradient evenly.
    /// Frobenius' norm is that of the elements, <c>Norm(2, [dim0, dim1])</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such order.</exception>
    /// <exception cref="ShapeException">An axis does not exist, both are the same, or there is no column or row to choose from.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor MatrixNorm(double order, int dim0 = -2, int dim1 = -1, bool keepDim = false)
    {
        CheckFloating("MatrixNorm");
        (int rows, int columns) = MatrixAxes("MatrixNorm", dim0, dim1);
        if (Math.Abs(order) is not (1 or double.PositiveInfinity)) throw new ArgumentException($"MatrixNorm: there is no norm of order {order}; 1, -1, inf and -inf exist, and Norm(2, [dim0, dim1]) is Frobenius'");
        Tensor sums = Norm(1, Math.Abs(order) == 1 ? rows : columns, keepDim: true);
        int[] chosen = [Math.Abs(order) == 1 ? columns : rows];
        sums = order > 0 ? sums.AMax("MatrixNorm", chosen, keepDim: true) : sums.AMin("MatrixNorm", chosen, keepDim: true);
        return keepDim ? sums : sums.Reshape(new AxisReduction("MatrixNorm", Shape, [rows, columns], keepDim: false).Result(Shape));
    }
}
