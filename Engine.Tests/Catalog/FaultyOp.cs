using System.Numerics;

namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>What can be wrong with an op.</summary>
public enum Fault
{
    None,
    Value,
    NaN,
    SignedZero,
    Place,
    Aliasing,
    Integers,
    Vjp,
    SecondVjp,
    SinglePrecisionVjp,
    UnnamedResidual,
    UnreadResidual,
}

/// <summary>The square, with a fault: the checks of the catalog must find it.</summary>
internal readonly record struct FaultyOp(Fault Fault) : IIntegerUnaryOp
{
    public string Name => "Faulty";

    public Residuals Residuals => Fault switch
    {
        Fault.UnnamedResidual => Residuals.None,
        Fault.UnreadResidual => Residuals.First | Residuals.Output,
        _ => Residuals.First,
    };

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => x * x;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Fault == Fault.Aliasing) y.Clear();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] * x[i];
            if (Fault == Fault.Value && x[i] > T.One && i == 40) y[i] = T.BitIncrement(T.BitIncrement(T.BitIncrement(T.BitIncrement(T.BitIncrement(y[i])))));
            if (Fault == Fault.NaN && T.IsNaN(x[i])) y[i] = T.Zero;
            if (Fault == Fault.SignedZero && T.IsZero(x[i])) y[i] = x[i];
            if (Fault == Fault.Place && i >= y.Length / 4 * 4) y[i] = T.BitIncrement(y[i]);
        }
    }

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = Fault == Fault.Integers && x[i] < -T.One ? -(x[i] * x[i]) : x[i] * x[i];
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Fault switch
    {
        Fault.Vjp => dy * x * 2.0001,
        Fault.SecondVjp => dy * x.Detach() * 2,
        Fault.SinglePrecisionVjp when x.DType == DType.Float32 => dy * x * 2.001,
        _ => dy * x * 2,
    };
}
