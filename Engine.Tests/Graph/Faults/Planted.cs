using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Tests.Graph;

/// <summary>A derivative that is given the inputs, the output, and the output's cotangent.</summary>
internal delegate Tensor?[] PlantedVjp(Tensor[] inputs, Tensor output, Tensor dy);

/// <summary>An op of the n-ary family with any value and any derivative.</summary>
internal readonly record struct PlantedOp(string Name, Func<Tensor[], Tensor> Value, PlantedVjp Derivative) : INaryOp
{
    public Residuals Residuals => Residuals.Inputs | Residuals.Output;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => Value(inputs.ToArray()).Detach();

    public void Vjp(Pullback pull)
    {
        var inputs = new List<Tensor>();
        while (pull.HasInput(inputs.Count)) inputs.Add(pull.Input(inputs.Count));
        Tensor?[] cotangents = Derivative([.. inputs], pull.Output, pull.Dy);
        for (int i = 0; i < cotangents.Length; i++)
        {
            if (cotangents[i] is { } cotangent && pull.Needs(i)) pull.Add(i, cotangent);
        }
    }
}

/// <summary>An elementwise op with any value and any derivative.</summary>
internal readonly record struct PlantedUnary(string Name, Func<double, double> Value, Func<Tensor, Tensor, Tensor, Tensor> Derivative) : IUnaryOp
{
    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Domain Domain => Domain.Reals with { Kinks = Kinks ?? [] };

    public double[]? Kinks { get; init; }

    public double Scalar(double x) => Value(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => Apply.InDouble(this, x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Derivative(x, y, dy);
}

/// <summary>A function with a fault, which is in the one op named so, on the line where this is made.</summary>
/// <param name="Text">What is wrong.</param>
/// <param name="Op">The op that a report must name.</param>
/// <param name="Function">The function; its first results are wrong, or its second derivatives only.</param>
/// <param name="At">Where it is checked.</param>
/// <param name="Line">The line that a report must name.</param>
internal sealed record PlantedFault(string Text, string Op, Func<IReadOnlyList<Tensor>, Tensor> Function, Tensor[] At, [CallerLineNumber] int Line = 0)
{
    public PlantedFault(string text, string op, Func<Tensor, Tensor> function, [CallerLineNumber] int line = 0) : this(text, op, inputs => function(inputs[0]), [Numbers(3)], line) { }

    public PlantedFault(string text, string op, Func<Tensor, Tensor, Tensor> function, [CallerLineNumber] int line = 0) : this(text, op, inputs => function(inputs[0], inputs[1]), [Numbers(3, 3), Numbers(3, 3) + 3], line) { }

    /// <summary>From 0.3 up, none of them special.</summary>
    public static Tensor Numbers(params int[] dims)
    {
        var shape = new Shape(dims);
        return Tensor.From([.. Enumerable.Range(0, shape.ElementCount).Select(i => 0.3 + (i * 0.37) % 1.1)], shape);
    }
}
