using CsCheck;
using PyDeepTensorNet.Tests.Catalog;

namespace PyDeepTensorNet.Tests.Properties;

/// <summary>A tensor to be drawn: sizes, how its elements lie in memory, and the seed of its values.</summary>
internal sealed record Draw(int[] Dims, int Layout, ulong Seed)
{
    /// <summary>Normal numbers in float64, laid out in one of the ways that <see cref="Layouts"/> knows; the same in every call.</summary>
    public Tensor Tensor()
    {
        Tensor x = PyDeepTensorNet.Tensor.Normal(Dims, dtype: DType.Float64, generator: new Generator(Seed));
        Tensor[] views = [x, .. Layouts.Of(x).Select(layout => layout.View)];
        return views[Layout % views.Length];
    }

    public override string ToString() => $"[{string.Join(", ", Dims)}] in layout {Layout}, seed {Seed}";

    /// <summary>Axes of 0 to 4 elements, at most four of them.</summary>
    public static Gen<int[]> Sizes { get; } = Gen.Frequency((1, Gen.Const(0)), (12, Gen.Int[1, 4])).Array[0, 4];

    public static Gen<Draw> Of(Gen<int[]> dims) => Gen.Select(dims, Gen.Int[0, 9], Gen.ULong, (sizes, layout, seed) => new Draw(sizes, layout, seed));
}
