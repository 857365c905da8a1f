namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// a where the condition is true, b elsewhere, elementwise with broadcasting. The cotangent goes to the branch taken, and the other gets exactly 0 there, whatever the cotangent is.
    /// </summary>
    /// <remarks>A NaN made before Where stays NaN on the way back (0 times inf inside its own derivative): clamp the argument of the op that makes it.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The condition is not bool, or float32 meets float64.</exception>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b)
    {
        if (condition.DType != DType.Bool) throw new DTypeException($"Where: the condition {condition.Describe()} is not bool; make a mask by comparing, say with Ne(0)");
        if (a.DType != b.DType) Apply.Promote("Where", ref a, ref b);
        return Apply.Nary(new WhereOp(), condition, a, b);
    }
}

internal readonly record struct WhereOp : INaryOp, IInstructedOp
{
    public string Name => "Where";

    public Residuals Residuals => Residuals.First;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[1].DType switch
    {
        DType.Float32 => Run<float>(inputs),
        DType.Float64 => Run<double>(inputs),
        DType.Int64 => Run<long>(inputs),
        DType.Int32 => Run<int>(inputs),
        _ => Run<bool>(inputs),
    };

    public void Vjp(Pullback pull)
    {
        Tensor zero = Tensor.Zeros(Shape.Scalar, pull.Dy.DType);
        if (pull.Needs(1)) pull.Add(1, Apply.Nary(this, pull.Input(0), pull.Dy, zero));
        if (pull.Needs(2)) pull.Add(2, Apply.Nary(this, pull.Input(0), zero, pull.Dy));
    }

    private static Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged => Apply.Broadcast<bool, T, Kernel<T>>("Where", default, inputs[0], inputs[1], inputs[2]);

    public Instruction Instruct(Rule rule, Tensor[] inputs, Tensor output) => output.DType switch
    {
        DType.Float32 => Apply.Triple<bool, float, Kernel<float>>(Name, default, inputs, output),
        DType.Float64 => Apply.Triple<bool, double, Kernel<double>>(Name, default, inputs, output),
        _ => new CalledInstruction(rule, inputs, output),
    };

    private readonly record struct Kernel<T> : Apply.ITripleKernel<bool, T> where T : unmanaged
    {
        public void Run(ReadOnlySpan<bool> condition, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        {
            for (int i = 0; i < y.Length; i++) y[i] = condition[i] ? a[i] : b[i];
        }
    }
}
