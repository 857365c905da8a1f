namespace PyDeepTensorNet.Kernels;

/// <summary>Polynomials by Horner's rule.</summary>
internal static class Polynomial
{
    /// <summary>The sum of coefficients[i] x^i; there is at least one.</summary>
    public static double Of(double x, ReadOnlySpan<double> coefficients)
    {
        double sum = coefficients[^1];
        for (int i = coefficients.Length - 2; i >= 0; i--) sum = double.MultiplyAddEstimate(sum, x, coefficients[i]);
        return sum;
    }
}
