using CsCheck;

namespace PyDeepTensorNet.Tests.Ops.Layout;

/// <summary>Borders made of a tensor's own elements, against the index of the element that each place repeats.</summary>
[TestClass]
public sealed class PadModeTests
{
    private static Tensor Count(params int[] dims) => Tensor.Arange(((Shape)dims).ElementCount).Reshape(dims);

    /// <summary>The place among <paramref name="size"/> elements that stands at <paramref name="i"/>, counted from the first element of its own.</summary>
    private static int Source(PadMode mode, int i, int size) => mode switch
    {
        PadMode.Reflect => i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i,
        PadMode.Replicate => Math.Clamp(i, 0, size - 1),
        _ => (i + size) % size,
    };

    [TestMethod]
    public void Pad_AnyMode_RepeatsTheElementsOfThatPlace() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[2, 5], Gen.Int[0, 4], Gen.Int[-1, 4], Gen.Int[1, 3], Gen.Bool).Sample((rows, columns, left, right, which, transposed) =>
        {
            var mode = (PadMode)which;
            int most = mode == PadMode.Reflect ? columns - 1 : mode == PadMode.Circular ? columns + Math.Min(right, 0) : int.MaxValue;
            (left, right) = (Math.Min(left, most), Math.Min(right, most));
            Tensor x = transposed ? Count(columns, rows).T : Count(rows, columns), y = x.Pad(mode, left, right);
            Assert.AreEqual(new Shape(rows, columns + left + right), y.Shape);
            // What is cut off does not come in again at the other end.
            int size = mode == PadMode.Circular ? columns + Math.Min(right, 0) : columns;
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < y.Shape[1]; j++) Assert.AreEqual(x[i, Source(mode, j - left, size)].Item(), y[i, j].Item(), $"{mode} [{i}, {j}]");
            }
        });

    [TestMethod]
    public void Pad_WhatTheModeCannotGive_SaysWhatItCan()
    {
        Tensor x = Count(2, 3);
        Expect.Throws<ShapeException>("Pad: [3, 0] for [2, 3]: Reflect can put 2 elements on a side of axis 1, not 3; pad less, or with another mode", () => x.Pad(PadMode.Reflect, 3, 0));
        Expect.Throws<ShapeException>("Pad: [0, 0, 0, 3] for [2, 3]: Circular can put 2 elements on a side of axis 0, not 3; pad less, or with another mode", () => x.Pad(PadMode.Circular, 0, 0, 0, 3));
        Expect.Throws<ShapeException>("Pad: [1, 1, 0, 3] for [2, 3]: Circular can put 2 elements on a side of axis 0, not 3; pad less, or with another mode", () => x.Pad(PadMode.Circular, 1, 1, 0, 3));
        Expect.Throws<ShapeException>("Pad: [1, 0] for [2, 0]: Replicate can put 0 elements on a side of axis 1, not 1; pad less, or with another mode", () => Count(2, 0).Pad(PadMode.Replicate, 1, 0));
        Expect.Throws<ShapeException>("Pad: [1] for [2, 3]: give a pair (before, after) for each of the last axes, at most 2, the last axis first", () => x.Pad(PadMode.Reflect, 1));
        CollectionAssert.AreEqual(new long[] { 0, 0, 1, 2 }, Count(3).Pad(PadMode.Constant, 1, 0).ToArray<long>());
    }
}
