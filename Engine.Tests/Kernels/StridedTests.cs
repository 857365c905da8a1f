using CsCheck;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>Copies between strided layouts against loops over coordinates.</summary>
[TestClass]
public sealed class StridedTests
{
    /// <summary>A view of memory: sizes, and strides as what each axis adds to that of the axes inside it, 0 now and then.</summary>
    private sealed record View(int[] Dims, int[] Strides)
    {
        public int Count => Dims.Aggregate(1, (count, dim) => count * dim);

        /// <summary>The elements of memory that the view spans.</summary>
        public int Span => Count == 0 ? 0 : 1 + Dims.Zip(Strides).Sum(axis => (axis.First - 1) * axis.Second);

        /// <summary>Where element number <paramref name="i"/> lies.</summary>
        public int Offset(int i)
        {
            int offset = 0;
            for (int axis = Dims.Length - 1; axis >= 0; axis--)
            {
                (i, int at) = Math.DivRem(i, Dims[axis]);
                offset += at * Strides[axis];
            }
            return offset;
        }

        public override string ToString() => $"[{string.Join(", ", Dims)}] by [{string.Join(", ", Strides)}]";
    }

    private static readonly Gen<View> s_views = Gen.Select(Gen.Int[0, 5].Array[0, 4], Gen.Int[0, 3].Array[4], Gen.Int.Array[4]).Select((dims, gaps, order) =>
    {
        // Axes in some order of memory; a gap of 0 repeats along the axis.
        int[] strides = new int[dims.Length];
        int stride = 1;
        foreach (int axis in Enumerable.Range(0, dims.Length).OrderBy(axis => order[axis]))
        {
            strides[axis] = gaps[axis] == 0 ? 0 : stride * gaps[axis];
            if (gaps[axis] > 0) stride *= Math.Max(dims[axis], 1) * gaps[axis];
        }
        return new View(dims, strides);
    });

    /// <summary>Views without repetition, to write to.</summary>
    private static Gen<View> Targets => s_views.Where(view => !view.Strides.Zip(view.Dims).Any(axis => axis.First == 0 && axis.Second > 1));

    [TestMethod]
    public void Gather_AnyView_ReadsInRowMajorOrder() => Gen.Select(s_views, Gen.Int[0, 10_000], Gen.Int[0, 10_000]).Sample(
        (view, from, length) =>
        {
            int start = from % (view.Count + 1), count = Math.Min(length, view.Count - start);
            int[] source = [.. Enumerable.Range(100, view.Span)], target = [-1, .. new int[count], -1];
            Strided.Gather<int>(source, view.Dims, view.Strides, start, target.AsSpan(1, count));
            CollectionAssert.AreEqual((int[])[-1, .. Enumerable.Range(start, count).Select(i => 100 + view.Offset(i)), -1], target, $"{view}, {count} from {start} on");
        },
        seed: "0N0XIzNsQ0O2", iter: 2000, threads: 1);

    [TestMethod]
    public void CopyAndAdd_AnyViews_WriteEachElementOnce() => Gen.Select(Targets, s_views, Gen.Bool.Array[4]).Sample(
        (target, other, flip) =>
        {
            View source = Fit(other, target.Dims);
            int[] from = [.. Enumerable.Range(100, source.Span + 2)];
            // Backwards along some axes of the target.
            int start = 1;
            int[] strides = (int[])target.Strides.Clone();
            for (int axis = 0; axis < strides.Length; axis++)
            {
                if (!flip[axis] || target.Count == 0) continue;
                start += (target.Dims[axis] - 1) * strides[axis];
                strides[axis] = -strides[axis];
            }
            int[] copied = Memory(), added = Memory(), expectedCopy = Memory(), expectedSum = Memory();
            for (int i = 0; i < target.Count; i++)
            {
                int to = start + new View(target.Dims, strides).Offset(i), value = from[2 + source.Offset(i)];
                expectedCopy[to] = value;
                expectedSum[to] += value;
            }
            Strided.Copy<int>(from, 2, source.Strides, copied, start, strides, target.Dims);
            Strided.Add<int>(from, 2, source.Strides, added, start, strides, target.Dims);
            CollectionAssert.AreEqual(expectedCopy, copied, $"{source} to {target}");
            CollectionAssert.AreEqual(expectedSum, added, $"{source} onto {target}");

            int[] Memory() => [.. Enumerable.Range(-5000, target.Span + 2)];
        },
        seed: "0N0XIzNsQ0O2", iter: 2000, threads: 1);

    /// <summary>A view of the given sizes with the strides of another, as far as it has as many axes, packed row by row beyond.</summary>
    private static View Fit(View other, int[] dims)
    {
        int[] strides = new int[dims.Length];
        int stride = 1;
        for (int axis = dims.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = axis < other.Strides.Length && other.Strides[axis] == 0 ? 0 : stride;
            if (strides[axis] != 0) stride *= Math.Max(dims[axis], 1);
        }
        return new(dims, strides);
    }
}
