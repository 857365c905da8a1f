namespace PyDeepTensorNet.Tests.Autodiff;

[TestClass]
public sealed class QuantitiesTests
{
    [TestMethod]
    [DataRow(0, "0 B")]
    [DataRow(1023, "1023 B")]
    [DataRow(1536, "1.5 KiB")]
    [DataRow(1023 * 1024 - 300, "1023 KiB")]
    [DataRow(1000 * 1024 - 256, "1000 KiB")]
    [DataRow(1 << 20, "1 MiB")]
    public void Bytes_OfAnySize_HaveTheUnitThatFits(long bytes, string text) => Assert.AreEqual(text, Quantities.Bytes(bytes));
}
