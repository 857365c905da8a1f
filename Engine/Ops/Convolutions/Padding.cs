using System.Diagnostics.CodeAnalysis;

namespace PyDeepTensorNet;

/// <summary>
/// How many elements a convolution puts around its input, zeros unless it is given a <see cref="PadMode"/>: a number for both ends of all axes, one for each axis, <see cref="Valid"/> (none) or <see cref="Same"/>.
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

    /// <summary>The elements as <see cref="Tensor.Pad(PadMode, ReadOnlySpan{int})"/> takes them: pairs (before, after), the last axis first.</summary>
    internal int[] Pairs(string op, int[] spans, Sizes stride)
    {
        (int[] before, int[] after) = Around(op, spans, stride);
        return [.. before.Zip(after).Reverse().SelectMany(pair => (int[])[pair.First, pair.Second])];
    }

    /// <summary>Elements before and after each axis along which a window reaches over <paramref name="spans"/> steps.</summary>
    internal (int[] Before, int[] After) Around(string op, int[] spans, Sizes stride)
    {
        if (!IsSame)
        {
            int[] sizes = _sizes.For(op, "padding", spans.Length, 0, 0);
            return (sizes, sizes);
        }
        if (stride.For(op, "stride", spans.Length, 1, 1).Any(step => step != 1)) throw new ShapeException($"{op}: padding 'same' with stride {stride}: sizes stay the same only with a stride of 1; give the padding in numbers");
        return (Array.ConvertAll(spans, span => span / 2), Array.ConvertAll(spans, span => span - span / 2));
    }
}
