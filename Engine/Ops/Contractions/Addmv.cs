namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>beta this + alpha (matrix x vector): [m, k] x [k], with this broadcast to [m]. Where beta is 0 this is not read.</summary>
    /// <exception cref="ShapeException">The factors are not 2-d and 1-d, the inner sizes differ, or this does not broadcast to the product.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Addmv(Tensor matrix, Tensor vector, double beta = 1, double alpha = 1)
    {
        matrix.CheckRanks("Addmv", vector, 2, 1);
        return PlusProduct("Addmv", matrix, vector, matrix.MatMul(vector), beta, alpha);
    }
}
