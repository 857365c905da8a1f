using System.Numerics;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet.Benchmarks.Suites;

/// <summary>OpenBLAS's product of row-major matrices (cblas_sgemm, cblas_dgemm) as a baseline, on one thread, where the system has the library; the engine itself needs none.</summary>
internal static unsafe class OpenBlas
{
    private const int RowMajor = 101, NoTranspose = 111;

    private static readonly string[] s_names = ["libopenblas.so.0", "openblas", "libopenblas", "libopenblas.dylib"];
    private static readonly nint s_library = Load();
    private static readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> s_single =
        (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)Symbol("cblas_sgemm");
    private static readonly delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void> s_double =
        (delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void>)Symbol("cblas_dgemm");

    /// <summary>Whether it is installed.</summary>
    public static bool IsAvailable => s_single != null && s_double != null;

    /// <summary>c = a b, all n x n.</summary>
    public static void Multiply<T>(int n, T[] a, T[] b, T[] c) where T : unmanaged, INumber<T>
    {
        fixed (T* pa = a, pb = b, pc = c)
        {
            if (typeof(T) == typeof(float)) s_single(RowMajor, NoTranspose, NoTranspose, n, n, n, 1, (float*)pa, n, (float*)pb, n, 0, (float*)pc, n);
            else s_double(RowMajor, NoTranspose, NoTranspose, n, n, n, 1, (double*)pa, n, (double*)pb, n, 0, (double*)pc, n);
        }
    }

    private static nint Load()
    {
        foreach (string name in s_names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library)) continue;
            if (NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out nint set)) ((delegate* unmanaged<int, void>)set)(1);
            return library;
        }
        return 0;
    }

    private static nint Symbol(string name) => s_library != 0 && NativeLibrary.TryGetExport(s_library, name, out nint symbol) ? symbol : 0;
}
