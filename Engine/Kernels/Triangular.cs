using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>Triangular systems and factors of dense row-major matrices.</summary>
internal static class Triangular
{
    /// <summary>Overwrites <paramref name="b"/> [n, m] with the solution of A X = B, where of A [n, n] one triangle is read, with ones on its diagonal where <paramref name="unit"/> is set.</summary>
    public static void Solve(ReadOnlySpan<double> a, Span<double> b, int n, int m, bool upper, bool unit)
    {
        for (int step = 0; step < n; step++)
        {
            int row = upper ? n - 1 - step : step;
            Span<double> solution = b.Slice(row * m, m);
            for (int other = upper ? row + 1 : 0; other < (upper ? n : row); other++) TensorPrimitives.MultiplyAdd(b.Slice(other * m, m), -a[row * n + other], solution, solution);
            if (!unit) TensorPrimitives.Divide(solution, a[row * n + row], solution);
        }
    }

    /// <summary>L with L L^T = A, of which the lower triangle is read. The first row whose pivot is not positive, -1 where all are.</summary>
    public static int Cholesky(ReadOnlySpan<double> a, Span<double> l, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = a[i * n + j] - TensorPrimitives.Dot<double>(l.Slice(i * n, j), l.Slice(j * n, j));
                if (i != j) l[i * n + j] = rest / l[j * n + j];
                else if (rest > 0) l[i * n + i] = Math.Sqrt(rest);
                else return i;
            }
        }
        return -1;
    }

    /// <summary>L and U, without the ones on the diagonal of L, in one matrix in place of A [m, n], whose rows are exchanged for the largest pivots if asked: row i with row <c>pivots[i]</c>, in turn.</summary>
    public static void Lu(Span<double> a, int m, int n, Span<int> pivots)
    {
        for (int column = 0; column < Math.Min(m, n); column++)
        {
            if (!pivots.IsEmpty)
            {
                int pivot = column;
                for (int row = column + 1; row < m; row++)
                {
                    if (Math.Abs(a[row * n + column]) > Math.Abs(a[pivot * n + column])) pivot = row;
                }
                pivots[column] = pivot;
                for (int k = 0; k < n && pivot != column; k++) (a[pivot * n + k], a[column * n + k]) = (a[column * n + k], a[pivot * n + k]);
            }
            ReadOnlySpan<double> rest = a.Slice(column * n + column + 1, n - column - 1);
            for (int row = column + 1; row < m && a[column * n + column] != 0; row++)
            {
                double factor = a[row * n + column] /= a[column * n + column];
                Span<double> target = a.Slice(row * n + column + 1, rest.Length);
                TensorPrimitives.MultiplyAdd(rest, -factor, target, target);
            }
        }
    }

    /// <summary>A = Q R of a matrix [m, n], m at least n, by Householder's reflections: Q [m, n], then R [n, n].</summary>
    public static void Qr(ReadOnlySpan<double> a, int m, int n, Span<double> qr)
    {
        double[] r = a.ToArray(), reflectors = new double[n * m];
        for (int k = 0; k < n; k++)
        {
            Span<double> w = reflectors.AsSpan(k * m, m);
            for (int i = k; i < m; i++) w[i] = r[i * n + k];
            double length = TensorPrimitives.Norm<double>(w);
            w[k] += w[k] < 0 ? -length : length;
            double norm = TensorPrimitives.Norm<double>(w);
            if (norm == 0) continue;
            TensorPrimitives.Divide(w, norm, w);
            Reflect(r, w, n);
        }
        Span<double> q = qr[..(m * n)];
        q.Clear();
        for (int i = 0; i < n; i++) q[i * n + i] = 1;
        for (int k = n - 1; k >= 0; k--) Reflect(q, reflectors.AsSpan(k * m, m), n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) qr[(m + i) * n + j] = j < i ? 0 : r[i * n + j];
        }
    }

    /// <summary>Each column less twice its part along w.</summary>
    private static void Reflect(Span<double> matrix, ReadOnlySpan<double> w, int n)
    {
        double[] along = new double[n];
        for (int i = 0; i < w.Length; i++) TensorPrimitives.MultiplyAdd(matrix.Slice(i * n, n), w[i], along, along);
        for (int i = 0; i < w.Length; i++)
        {
            Span<double> row = matrix.Slice(i * n, n);
            TensorPrimitives.MultiplyAdd(along, -2 * w[i], row, row);
        }
    }
}
