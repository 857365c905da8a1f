using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Singular values and eigenvalues of dense row-major matrices by rotations in planes, which find small ones to as many digits as large ones (Demmel and Veselic, SIAM J. Matrix Anal. Appl. 13, 1992).
/// </summary>
internal static class Jacobi
{
    private const int MostSweeps = 60;

    /// <summary>
    /// A = U S V^T of a matrix [rows, columns] with k = min(rows, columns): U [rows, k], then a row of the singular values in descending order, then V [columns, k], one below the other.
    /// </summary>
    public static void Svd(ReadOnlySpan<double> a, int rows, int columns, Span<double> usv)
    {
        bool wide = columns > rows;
        (int m, int n) = wide ? (columns, rows) : (rows, columns);
        // The columns of the tall one of A and its transpose, one after the other, are rotated until they are orthogonal; the same rotations make V of the identity.
        double[] u = new double[n * m], v = new double[n * n];
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < m; i++) u[j * m + i] = wide ? a[j * columns + i] : a[i * columns + j];
            v[j * n + j] = 1;
        }
        bool rotated = true;
        for (int sweep = 0; rotated && sweep < MostSweeps; sweep++)
        {
            rotated = false;
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    Span<double> up = u.AsSpan(p * m, m), uq = u.AsSpan(q * m, m);
                    double alpha = TensorPrimitives.SumOfSquares<double>(up), beta = TensorPrimitives.SumOfSquares<double>(uq), gamma = TensorPrimitives.Dot<double>(up, uq);
                    if (!(Math.Abs(gamma) > 1e-16 * Math.Sqrt(alpha * beta))) continue;
                    rotated = true;
                    (double c, double s) = Rotation((beta - alpha) / (2 * gamma));
                    Rotate(up, uq, c, s);
                    Rotate(v.AsSpan(p * n, n), v.AsSpan(q * n, n), c, s);
                }
            }
        }
        double[] sizes = new double[n];
        int[] order = new int[n];
        for (int j = 0; j < n; j++) (sizes[j], order[j]) = (-TensorPrimitives.Norm<double>(u.AsSpan(j * m, m)), j);
        Array.Sort(sizes, order);
        // A column of zeros has no direction: one that is orthogonal to the others takes its place.
        double[] left = new double[n * m];
        for (int j = 0; j < n; j++)
        {
            if (sizes[j] == 0) Complete(left, m, j);
            else TensorPrimitives.Divide(u.AsSpan(order[j] * m, m), -sizes[j], left.AsSpan(j * m, m));
        }
        for (int j = 0; j < n; j++)
        {
            usv[rows * n + j] = -sizes[j];
            for (int i = 0; i < m; i++) usv[(wide ? rows + 1 + i : i) * n + j] = left[j * m + i];
            for (int i = 0; i < n; i++) usv[(wide ? i : rows + 1 + i) * n + j] = v[order[j] * n + i];
        }
    }

    /// <summary>A = V L V^T of a symmetric matrix of which the lower triangle is read: a row of the eigenvalues in ascending order, then V [n, n].</summary>
    public static void Eigen(ReadOnlySpan<double> symmetric, int n, Span<double> lv)
    {
        double[] a = new double[n * n], v = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = symmetric[i * n + j];
            v[i * n + i] = 1;
        }
        double least = 1e-18 * TensorPrimitives.Norm<double>(a);
        bool rotated = true;
        for (int sweep = 0; rotated && sweep < MostSweeps; sweep++)
        {
            rotated = false;
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    if (!(Math.Abs(a[p * n + q]) > least)) continue;
                    rotated = true;
                    (double c, double s) = Rotation((a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]));
                    for (int i = 0; i < n; i++) (a[i * n + p], a[i * n + q]) = (c * a[i * n + p] - s * a[i * n + q], s * a[i * n + p] + c * a[i * n + q]);
                    Rotate(a.AsSpan(p * n, n), a.AsSpan(q * n, n), c, s);
                    Rotate(v.AsSpan(p * n, n), v.AsSpan(q * n, n), c, s);
                }
            }
        }
        double[] values = new double[n];
        int[] order = new int[n];
        for (int j = 0; j < n; j++) (values[j], order[j]) = (a[j * n + j], j);
        Array.Sort(values, order);
        for (int j = 0; j < n; j++)
        {
            lv[j] = values[j];
            for (int i = 0; i < n; i++) lv[(1 + i) * n + j] = v[order[j] * n + i];
        }
    }

    /// <summary>Makes of column <paramref name="next"/> a unit vector orthogonal to those before it; columns of m elements, one after the other.</summary>
    public static void Complete(Span<double> columns, int m, int next)
    {
        Span<double> column = columns.Slice(next * m, m);
        double[] best = new double[m], candidate = new double[m];
        double longest = 0;
        for (int axis = 0; axis < m && longest < 0.5; axis++)
        {
            Array.Clear(candidate);
            candidate[axis] = 1;
            // Twice: what the first pass leaves along the others is rounding of the large, what the second leaves is rounding of the small.
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < next; j++)
                {
                    ReadOnlySpan<double> other = columns.Slice(j * m, m);
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot(other, candidate), candidate, candidate);
                }
            }
            double length = TensorPrimitives.Norm<double>(candidate);
            if (length <= longest) continue;
            longest = length;
            candidate.CopyTo(best, 0);
        }
        TensorPrimitives.Divide(best, longest, column);
    }

    /// <summary>The smaller of the two rotations that make an inner product 0, given half the difference of the squares over it.</summary>
    private static (double Cosine, double Sine) Rotation(double zeta)
    {
        double t = (zeta < 0 ? -1 : 1) / (Math.Abs(zeta) + double.Hypot(1, zeta)), c = 1 / Math.Sqrt(1 + t * t);
        return (c, c * t);
    }

    private static void Rotate(Span<double> p, Span<double> q, double c, double s)
    {
        for (int i = 0; i < p.Length; i++) (p[i], q[i]) = (c * p[i] - s * q[i], s * p[i] + c * q[i]);
    }
}
