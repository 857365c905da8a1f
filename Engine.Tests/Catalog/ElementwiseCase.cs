using System.Numerics;

namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>An elementwise op with its settings, of one, two or three operands: what the checks need of it, whatever its family.</summary>
internal abstract class ElementwiseCase(string label)
{
    /// <summary>The op's name and settings, as test names and messages give them.</summary>
    public string Label => label;

    public abstract IOp Op { get; }

    /// <summary>Where each operand is drawn.</summary>
    public abstract Domain[] Domains { get; }

    public int Arity => Domains.Length;

    public abstract double Scalar(double[] x);

    public abstract void Forward<T>(ReadOnlyMemory<T>[] x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The forward on integers.</summary>
    /// <exception cref="NotSupportedException">The op casts integers to float32 first.</exception>
    public abstract void ForwardInteger<T>(ReadOnlyMemory<T>[] x, Span<T> y) where T : unmanaged, IBinaryInteger<T>;

    /// <summary>The op on tensors, recorded.</summary>
    public abstract Tensor Apply(IReadOnlyList<Tensor> x);

    public override string ToString() => Label;
}

internal sealed class UnaryCase<TOp>(string label, TOp op) : ElementwiseCase(label) where TOp : struct, IUnaryOp, IEquatable<TOp>
{
    public override IOp Op => op;

    public override Domain[] Domains => [op.Domain];

    public override double Scalar(double[] x) => op.Scalar(x[0]);

    public override void Forward<T>(ReadOnlyMemory<T>[] x, Span<T> y) => op.Forward(x[0].Span, y);

    public override void ForwardInteger<T>(ReadOnlyMemory<T>[] x, Span<T> y) => (op as IIntegerUnaryOp ?? throw new NotSupportedException()).ForwardInteger(x[0].Span, y);

    public override Tensor Apply(IReadOnlyList<Tensor> x) => PyDeepTensorNet.Apply.Unary(op, x[0]);
}

internal sealed class BinaryCase<TOp>(string label, TOp op) : ElementwiseCase(label) where TOp : struct, IBinaryOp, IEquatable<TOp>
{
    public override IOp Op => op;

    public override Domain[] Domains => [op.DomainA, op.DomainB];

    public override double Scalar(double[] x) => op.Scalar(x[0], x[1]);

    public override void Forward<T>(ReadOnlyMemory<T>[] x, Span<T> y) => op.Forward(x[0].Span, x[1].Span, y);

    public override void ForwardInteger<T>(ReadOnlyMemory<T>[] x, Span<T> y) => (op as IIntegerBinaryOp ?? throw new NotSupportedException()).ForwardInteger(x[0].Span, x[1].Span, y);

    public override Tensor Apply(IReadOnlyList<Tensor> x) => PyDeepTensorNet.Apply.Binary(op, x[0], x[1]);
}

internal sealed class TernaryCase<TOp>(string label, TOp op) : ElementwiseCase(label) where TOp : struct, ITernaryOp, IEquatable<TOp>
{
    public override IOp Op => op;

    public override Domain[] Domains => [op.DomainA, op.DomainB, op.DomainC];

    public override double Scalar(double[] x) => op.Scalar(x[0], x[1], x[2]);

    public override void Forward<T>(ReadOnlyMemory<T>[] x, Span<T> y) => op.Forward(x[0].Span, x[1].Span, x[2].Span, y);

    public override void ForwardInteger<T>(ReadOnlyMemory<T>[] x, Span<T> y) => throw new NotSupportedException();

    public override Tensor Apply(IReadOnlyList<Tensor> x) => PyDeepTensorNet.Apply.Ternary(op, x[0], x[1], x[2]);
}
