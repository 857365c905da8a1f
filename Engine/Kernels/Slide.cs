namespace PyDeepTensorNet.Kernels;

/// <summary>
/// How a window slides along one axis: element <c>tap</c> of the window at output <c>o</c> is input <c>o * Stride + tap * Dilation - Padding</c>, a zero where that lies outside.
/// Padding behind the input is what <see cref="Output"/> makes it.
/// </summary>
internal readonly record struct Slide(int Input, int Output, int Size, int Stride, int Padding, int Dilation)
{
    /// <summary>An axis that there is none of.</summary>
    public static readonly Slide None = new(1, 1, 1, 1, 0, 1);

    /// <summary>Whether every window is one element and they cover the input in order.</summary>
    public bool IsIdentity => Size == 1 && Stride == 1 && Padding == 0 && Input == Output;

    /// <summary>Where element <paramref name="tap"/> of the first window lies.</summary>
    public int Shift(int tap) => tap * Dilation - Padding;

    /// <summary>The outputs, from First until before End, of whose windows element <paramref name="tap"/> lies inside the input.</summary>
    public (int First, int End) Inside(int tap)
    {
        int shift = Shift(tap);
        int first = shift >= 0 ? 0 : Math.Min((Stride - 1 - shift) / Stride, Output);
        int end = shift >= Input ? 0 : Math.Min((Input - 1 - shift) / Stride + 1, Output);
        return (first, Math.Max(first, end));
    }
}

/// <summary>Windows over planes of up to three axes; one or two axes leave the outer ones <see cref="Slide.None"/>.</summary>
internal readonly record struct Slides(Slide Depth, Slide Height, Slide Width)
{
    /// <summary>Elements of a window.</summary>
    public int Taps => Depth.Size * Height.Size * Width.Size;

    /// <summary>Windows of a plane.</summary>
    public int Windows => Depth.Output * Height.Output * Width.Output;

    /// <summary>Elements of a plane.</summary>
    public int Plane => Depth.Input * Height.Input * Width.Input;

    /// <summary>Whether unrolling changes nothing.</summary>
    public bool IsIdentity => Depth.IsIdentity && Height.IsIdentity && Width.IsIdentity;
}
