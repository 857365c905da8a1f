using System.Diagnostics.CodeAnalysis;

namespace PyDeepTensorNet;

/// <summary>
/// One number for all spatial axes of a window, or one for each: <c>3</c>, <c>(3, 5)</c>, <c>(2, 3, 3)</c>, <c>new[] { 3, 5 }</c>. <c>default</c> leaves it to the operation:
/// a stride, dilation of 1, a padding of 0, a pool's stride of its window's size.
/// </summary>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "An argument, not a value to compare.")]
public readonly struct Sizes
{
    private readonly int[]? _values;

    private Sizes(int[] values) => _values = values;

    /// <summary>Whether nothing was given.</summary>
    public bool IsDefault => _values is null;

    /// <summary>The same number for every axis.</summary>
    public static implicit operator Sizes(int size) => new([size]);

    /// <summary>A number for each of two axes, the outer one first.</summary>
    public static implicit operator Sizes((int Height, int Width) sizes) => new([sizes.Height, sizes.Width]);

    /// <summary>A number for each of three axes, the outermost first.</summary>
    public static implicit operator Sizes((int Depth, int Height, int Width) sizes) => new([sizes.Depth, sizes.Height, sizes.Width]);

    /// <summary>A number for each axis, the outermost first; one number is for all.</summary>
    public static implicit operator Sizes(int[] sizes) => new([.. sizes]);

    /// <summary>The numbers as an operation was given them: <c>3</c>, <c>(3, 5)</c>.</summary>
    public override string ToString() => _values switch
    {
        null => "default",
        [int one] => one.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => $"({string.Join(", ", _values)})",
    };

    /// <summary>The numbers, one for each of <paramref name="axes"/> axes.</summary>
    /// <exception cref="ShapeException">Another count was given, or a number is below <paramref name="least"/>.</exception>
    internal int[] For(string op, string what, int axes, int least, Sizes otherwise)
    {
        if (_values is null) return otherwise.For(op, what, axes, least, otherwise);
        if (_values.Length != 1 && _values.Length != axes) throw new ShapeException($"{op}: {what} {this} has {_values.Length} numbers for {axes} spatial ax{(axes == 1 ? "is" : "es")}; give one, or one for each axis");
        foreach (int value in _values)
        {
            if (value < least) throw new ShapeException($"{op}: {what} {this}: {value} is too small; {what} is {least} or more");
        }
        int[] values = new int[axes];
        for (int i = 0; i < axes; i++) values[i] = _values[_values.Length == 1 ? 0 : i];
        return values;
    }
}
