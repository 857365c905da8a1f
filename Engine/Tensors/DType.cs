namespace PyDeepTensorNet;

/// <summary>The element type of a <see cref="Tensor"/>.</summary>
public enum DType : byte
{
    /// <summary>IEEE 754 binary32, the default; differentiable.</summary>
    Float32,

    /// <summary>IEEE 754 binary64; differentiable, what gradient checks use.</summary>
    Float64,

    /// <summary>64-bit signed integers: indices and counts.</summary>
    Int64,

    /// <summary>32-bit signed integers: indices and counts.</summary>
    Int32,

    /// <summary>Truth values: masks, results of comparisons.</summary>
    Bool,
}

/// <summary>Facts about each <see cref="DType"/>.</summary>
public static class DTypes
{
    /// <summary>Whether the type is <see cref="DType.Float32"/> or <see cref="DType.Float64"/>, the two that carry gradients.</summary>
    public static bool IsFloating(this DType dtype) => dtype <= DType.Float64;

    /// <summary>Whether the type is <see cref="DType.Int64"/> or <see cref="DType.Int32"/>.</summary>
    public static bool IsInteger(this DType dtype) => dtype is DType.Int64 or DType.Int32;

    /// <summary>Bytes an element takes: 4, 8, 8, 4, 1.</summary>
    public static int Size(this DType dtype) => dtype switch
    {
        DType.Float32 or DType.Int32 => 4,
        DType.Bool => 1,
        _ => 8,
    };

    /// <summary>The name that messages use: float32, float64, int64, int32, bool.</summary>
    public static string Name(this DType dtype) => dtype switch
    {
        DType.Float32 => "float32",
        DType.Float64 => "float64",
        DType.Int64 => "int64",
        DType.Int32 => "int32",
        _ => "bool",
    };

    /// <summary>The dtype whose elements are of type <typeparamref name="T"/>.</summary>
    /// <exception cref="DTypeException">No dtype stores <typeparamref name="T"/>.</exception>
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(bool) ? DType.Bool
        : throw new DTypeException($"{typeof(T).Name}: no dtype stores it; use float, double, long, int or bool");
}
