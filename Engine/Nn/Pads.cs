namespace PyDeepTensorNet.Nn;

/// <summary>What the padding modules share: so many elements before and after the last axes.</summary>
public abstract class Border : Module
{
    private readonly PadMode _mode;
    private readonly double _value;
    private readonly int[] _padding;

    private protected Border(int axes, PadMode mode, int[] padding, double value = 0)
    {
        if (padding.Length != 1 && padding.Length != 2 * axes) throw new ShapeException($"{GetType().Name}: the padding {Shape.Format(padding)} has {padding.Length} numbers; give one for all sides, or {2 * axes}: before and after each axis, the last axis first");
        (_mode, _value) = (mode, value);
        _padding = padding.Length == 1 ? [.. Enumerable.Repeat(padding[0], 2 * axes)] : [.. padding];
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => _mode == PadMode.Constant ? x.Pad(_padding, _value) : x.Pad(_mode, _padding);

    /// <inheritdoc/>
    protected override string Settings() => $"padding=({string.Join(", ", _padding)})" + (_value == 0 ? "" : Invariant($", value={_value}"));
}

/// <summary>The elements mirrored at the border of the last axis, which is not repeated; see <see cref="Tensor.Pad(PadMode, ReadOnlySpan{int})"/>.</summary>
/// <param name="padding">One number for all sides, or pairs (before, after), the last axis first.</param>
public sealed class ReflectionPad1d(params int[] padding) : Border(1, PadMode.Reflect, padding);

/// <summary>The elements mirrored at the border of the last two axes, which is not repeated; see <see cref="Tensor.Pad(PadMode, ReadOnlySpan{int})"/>.</summary>
/// <param name="padding">One number for all sides, or pairs (before, after), the last axis first.</param>
public sealed class ReflectionPad2d(params int[] padding) : Border(2, PadMode.Reflect, padding);

/// <summary>The elements mirrored at the border of the last three axes, which is not repeated; see <see cref="Tensor.Pad(PadMode, ReadOnlySpan{int})"/>.</summary>
/// <param name="padding">One number for all sides, or pairs (before, after), the last axis first.</param>
public sealed class ReflectionPad3d(params int[] padding) : Border(3, PadMode.Reflect, padding);

/// <summary>The elements on the border of the last axis over and over; see <see cref="Tensor.Pad(PadMode, ReadOnlySpan{int})"/>.</summary>
/// <param name="padding">One number for all sides, or pairs (before, after), the last axis first.</param>
public sealed class ReplicationPad1d(params int[] padding) : Border(1, PadMode.Replicate, padding);

/// <summary>The elements on the border of the last two axes over and over; see <see cref="Tensor.Pad(PadMode, ReadOnlySpan{int})"/>.</summary>
/// <param name="padding">One number for all sides, or pairs (before, after), the last axis first.</param>
public sealed class ReplicationPad2d(params int[] padding) : Border(2, PadMode.Replicate, padding);

/// <summary>The elements on the border of the last three axes over and over; see <see cref="Tensor.Pad(PadMode, ReadOnlySpan{int})"/>.</summary>
/// <param name="padding">One number for all sides, or pairs (before, after), the last axis first.</param>
public sealed class ReplicationPad3d(params int[] padding) : Border(3, PadMode.Replicate, padding);

/// <summary>One value around the last axis; see <see cref="Tensor.Pad(ReadOnlySpan{int}, double)"/>.</summary>
/// <param name="padding">One number for all sides, or pairs (before, after), the last axis first.</param>
/// <param name="value">The value.</param>
public sealed class ConstantPad1d(int[] padding, double value) : Border(1, PadMode.Constant, padding, value);

/// <summary>One value around the last two axes; see <see cref="Tensor.Pad(ReadOnlySpan{int}, double)"/>.</summary>
/// <param name="padding">One number for all sides, or pairs (before, after), the last axis first.</param>
/// <param name="value">The value.</param>
public sealed class ConstantPad2d(int[] padding, double value) : Border(2, PadMode.Constant, padding, value);

/// <summary>One value around the last three axes; see <see cref="Tensor.Pad(ReadOnlySpan{int}, double)"/>.</summary>
/// <param name="padding">One number for all sides, or pairs (before, after), the last axis first.</param>
/// <param name="value">The value.</param>
public sealed class ConstantPad3d(int[] padding, double value) : Border(3, PadMode.Constant, padding, value);

/// <summary>Zeros around the last two axes; see <see cref="Tensor.Pad(ReadOnlySpan{int}, double)"/>.</summary>
/// <param name="padding">One number for all sides, or pairs (before, after), the last axis first.</param>
public sealed class ZeroPad2d(params int[] padding) : Border(2, PadMode.Constant, padding);
