using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Tests.Kernels;

[TestClass]
public sealed class FingerprintTests
{
    [TestMethod]
    public void Of_BytesOfEveryLength_ChangesWithEveryBit()
    {
        byte[] bytes = new byte[300];
        new Random(1).NextBytes(bytes);
        var seen = new HashSet<ulong>();
        for (int length = 0; length <= bytes.Length; length++)
        {
            Assert.IsTrue(seen.Add(Fingerprint.Of(bytes.AsSpan(0, length))), $"length {length}");
            for (int bit = 0; bit < 8 * length; bit += length > 140 ? 29 : 1)
            {
                bytes[bit / 8] ^= (byte)(1 << bit % 8);
                Assert.IsTrue(seen.Add(Fingerprint.Of(bytes.AsSpan(0, length))), $"length {length}, bit {bit}");
                bytes[bit / 8] ^= (byte)(1 << bit % 8);
            }
        }
    }

    /// <summary>What many elements do alike must not cancel: a change of all signs, an exchange.</summary>
    [TestMethod]
    public void Of_ChangesOfManyElements_AreSeen()
    {
        float[] values = [.. Enumerable.Range(1, 1024).Select(i => (float)i)];
        var seen = new HashSet<ulong>();
        foreach (Func<int, float> change in (Func<int, float>[])[i => values[i], i => -values[i], i => values[1023 - i], i => values[(i + 32) % 1024], i => values[i] * 2, _ => 0, _ => -0f])
        {
            Assert.IsTrue(seen.Add(Fingerprint.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([.. Enumerable.Range(0, 1024).Select(change)]))));
        }
    }
}
