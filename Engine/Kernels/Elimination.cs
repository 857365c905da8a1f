using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>Gauss's elimination with partial pivoting on dense row-major matrices.</summary>
internal static class Elimination
{
    /// <summary>Overwrites <paramref name="b"/> [n, m] with the solution of A X = B; A [n, n] is destroyed. False where a pivot is 0.</summary>
    public static bool Solve(Span<double> a, Span<double> b, int n, int m)
    {
        for (int column = 0; column < n; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < n; row++)
            {
                if (Math.Abs(a[row * n + column]) > Math.Abs(a[pivot * n + column])) pivot = row;
            }
            if (a[pivot * n + column] == 0) return false;
            Swap(a, n, pivot, column);
            Swap(b, m, pivot, column);
            for (int row = column + 1; row < n; row++)
            {
                double factor = a[row * n + column] / a[column * n + column];
                if (factor == 0) continue;
                Subtract(a.Slice(row * n, n), a.Slice(column * n, n), factor);
                Subtract(b.Slice(row * m, m), b.Slice(column * m, m), factor);
            }
        }
        for (int row = n - 1; row >= 0; row--)
        {
            Span<double> solution = b.Slice(row * m, m);
            for (int later = row + 1; later < n; later++) Subtract(solution, b.Slice(later * m, m), a[row * n + later]);
            TensorPrimitives.Divide(solution, a[row * n + row], solution);
        }
        return true;
    }

    /// <summary>The determinant of a matrix [n, n], which is destroyed, as its sign and the logarithm of its magnitude: 0 and -inf where it is singular.</summary>
    public static (double Sign, double Log) LogDeterminant(Span<double> a, int n)
    {
        int[] pivots = new int[n];
        Triangular.Lu(a, n, n, pivots);
        double sign = 1, log = 0;
        for (int i = 0; i < n; i++)
        {
            double pivot = a[i * n + i];
            sign *= double.IsNaN(pivot) ? pivot : Math.Sign(pivot) * (pivots[i] == i ? 1 : -1);
            log += Math.Log(Math.Abs(pivot));
        }
        return (sign, log);
    }

    /// <summary>The determinant of a matrix [n, n], which is destroyed.</summary>
    public static double Determinant(Span<double> a, int n)
    {
        int[] pivots = new int[n];
        Triangular.Lu(a, n, n, pivots);
        double product = 1;
        for (int i = 0; i < n; i++) product *= pivots[i] == i ? a[i * n + i] : -a[i * n + i];
        return product;
    }

    private static void Swap(Span<double> matrix, int width, int i, int j)
    {
        if (i == j) return;
        for (int k = 0; k < width; k++) (matrix[i * width + k], matrix[j * width + k]) = (matrix[j * width + k], matrix[i * width + k]);
    }

    /// <summary>row -= factor other.</summary>
    private static void Subtract(Span<double> row, ReadOnlySpan<double> other, double factor) => TensorPrimitives.MultiplyAdd(other, -factor, row, row);
}
