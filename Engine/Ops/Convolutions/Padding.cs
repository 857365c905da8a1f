using System.Diagnostics.CodeAnalysis;

namespace PyDeepTensorNet;

/// <summary>
/// How many zeros a convolution puts around its input: a number for both ends of all axes, one for each axis, <see cref="Valid"/> (none) or <see cref="Same"/>.
/// </summary>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "An argument, not a value to compare.")]
public readonly struct Padding
{
    private readonly Sizes _sizes;

    private Padding(Sizes sizes, bool isSame) => (_sizes, IsSame) = (sizes, isSame);

    /// <summary>None.</summary>
    public static Padding Valid => default;

    /// <summary>As many as keep the sizes, an odd one at the end; needs a stride of 1.</summary>
    public static Padding Same => new(default, true);

    internal bool IsSame { get; }

    /// <summary>As many at both ends of every axis.</summary>
    public static implicit operator Padding(int size) => new(size, false);

    /// <summary>As many at both ends of each of two axes.</summary>
    public static implicit operator Padding((int Height, int Width) sizes) => new(sizes, false);

    /// <summary>As many at both ends of each of three axes.</summary>
    public static implicit operator Padding((int Depth, int Height, int Width) sizes) => new(sizes, false);

    /// <summary>As many at both ends of each axis.</summary>
    public static implicit operator Padding(int[] sizes) => new(sizes, false);

    /// <summary>What was given: <c>same</c>, <c>1</c>, <c>(1, 2)</c>.</summary>
    public override string ToString() => IsSame ? "same" : _sizes.IsDefault ? "0" : _sizes.ToString();

    internal int[] For(string op, int axes) => _sizes.For(op, "padding", axes, 0, 0);
}
