using CsCheck;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>Runs read from, added to and written over places of memory, against loops.</summary>
[TestClass]
public sealed class IndexedTests
{
    [TestMethod]
    public void PickAddPut_AnyPlaces_MatchLoops() => Gen.Select(Gen.Int[1, 19], Gen.Int[-1, 6].Array[0, 9]).Sample(
        (run, places) =>
        {
            int[] offsets = [.. places.Select(place => place < 0 ? -1 : place * run)];
            int[] memory = [.. Enumerable.Range(1000, 7 * run)], runs = [.. Enumerable.Range(1, offsets.Length * run)];
            int[] picked = [.. runs], added = [.. memory], put = [.. memory];
            int[] expectedPick = [.. runs], expectedSum = [.. memory], expectedPut = [.. memory];
            for (int j = 0; j < offsets.Length; j++)
            {
                for (int i = 0; i < run; i++)
                {
                    expectedPick[j * run + i] = offsets[j] < 0 ? 0 : memory[offsets[j] + i];
                    if (offsets[j] < 0) continue;
                    expectedSum[offsets[j] + i] += runs[j * run + i];
                    expectedPut[offsets[j] + i] = runs[j * run + i];
                }
            }
            Indexed.Pick<int>(memory, offsets, run, picked);
            Indexed.Add<int>(runs, offsets, run, added);
            Indexed.Put<int>(runs, offsets, run, put);
            CollectionAssert.AreEqual(expectedPick, picked);
            CollectionAssert.AreEqual(expectedSum, added);
            CollectionAssert.AreEqual(expectedPut, put);
        },
        seed: "0N0XIzNsQ0O2", iter: 500, threads: 1);
}
