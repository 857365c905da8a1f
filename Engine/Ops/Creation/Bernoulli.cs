using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Independent values that are 1 (true) with probability <paramref name="p"/>, else 0. The draws are the same for every dtype.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not from 0 to 1.</exception>
    public static Tensor Bernoulli(Shape shape, double p, DType dtype = DType.Float32, Generator? generator = null)
    {
        if (!(p is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), $"Bernoulli: probability {p} must be from 0 to 1");
        using Recycler.Scope ordinary = Recycler.Suspend();
        return Apply.Draw(new BernoulliOp(p), New(shape, DType.Bool), generator).To(dtype);
    }
}

internal readonly record struct BernoulliOp(double P) : IDrawOp
{
    public string Name => "Bernoulli";

    public void Fill(Philox.Source source, Tensor y) => Philox.Bernoulli(source, 0, y.Span<bool>(), P);
}
