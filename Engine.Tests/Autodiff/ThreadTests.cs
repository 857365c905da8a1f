namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>Each thread has a tape of its own; what they share they only read.</summary>
[TestClass]
public sealed class ThreadTests
{
    private static void OnThreads(int count, Action<int> action)
    {
        using var start = new Barrier(count);
        var errors = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                action(i);
            }
            catch (Exception exception)
            {
                errors[i] = exception;
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        if (errors.OfType<Exception>().FirstOrDefault() is { } error) throw new AssertFailedException(error.ToString(), error);
    }

    /// <summary>Eight threads differentiate through the same parameters at the same time: the bits are those of one thread alone.</summary>
    [TestMethod]
    public void SharedParameters_GiveEachThreadTheGradientsOfOneAlone()
    {
        var generator = new Generator(1);
        Tensor w1 = Tensor.Randn([5, 4], generator: generator), b1 = Tensor.Randn([5], generator: generator), w2 = Tensor.Randn([3, 5], generator: generator);
        Tensor[] parameters = [w1, b1, w2], inputs = [.. Enumerable.Range(0, 40).Select(_ => Tensor.Randn([4], generator: generator))];
        float[][] alone = [.. inputs.Select(Gradient)];
        OnThreads(8, thread =>
        {
            for (int round = 0; round < 50; round++)
            {
                for (int i = 0; i < inputs.Length; i++) CollectionAssert.AreEqual(alone[i], Gradient(inputs[i]), $"thread {thread}, input {i}");
            }
        });

        float[] Gradient(Tensor x)
        {
            using var tape = new Tape();
            Tensor hidden = x.Linear(w1, b1).Sigmoid(), output = hidden.Linear(w2) + hidden.Linear(w2).Sigmoid() * w1[..3, 0];
            Gradients gradients = tape.Gradient(output.Square().Sum(), parameters);
            return [.. parameters.SelectMany(parameter => gradients[parameter].ToArray<float>())];
        }
    }

    /// <summary>The result of an operation on another thread's open tape is a constant here, and stays a variable there.</summary>
    [TestMethod]
    public void ResultOfAnotherThreadsTape_IsAConstantHere()
    {
        Tensor x = new[] { 2.0 };
        using var tape = new Tape();
        Tensor y = x.Square();
        OnThreads(4, _ =>
        {
            for (int i = 0; i < 100; i++)
            {
                using var own = new Tape();
                Tensor z = y * x * y;
                Expect.Values(own.Gradient(z, x), 16);
                Expect.Values(own.Gradient(z, y), 16);
            }
        });
        Expect.Values(tape.Gradient(y * y, x), 32);
    }

    [TestMethod]
    public void TapesOfTwoThreads_DoNotSeeEachOther()
    {
        Tensor x = new[] { 2.0 };
        using var tape = new Tape();
        _ = x.Square();
        OnThreads(1, thread =>
        {
            Assert.IsNull(Tape.Current);
            using var own = new Tape();
            Assert.AreSame(own, Tape.Current);
            Assert.AreEqual(0, own.Count);
            _ = x.Square() * x;
            Assert.AreEqual(3, own.Count);
        });
        Assert.AreEqual(2, tape.Count);
        Assert.AreSame(tape, Tape.Current);
    }

    [TestMethod]
    public void TapeOnTheWrongThread_Throws_AndStaysOpenOnItsOwn()
    {
        Tensor x = new[] { 2.0 };
        using var tape = new Tape();
        Tensor loss = x.Square();
        const string wrong = "the tape was opened on another thread; each thread records on a tape of its own, and an await may change threads";
        OnThreads(1, thread =>
        {
            Expect.Throws<TapeException>($"Gradient: {wrong}", () => tape.Gradient(loss, x));
            Expect.Throws<TapeException>($"Count: {wrong}", () => _ = tape.Count);
            Expect.Throws<TapeException>($"Pause: {wrong}", () => tape.Pause());
            Expect.Throws<TapeException>("Dispose: the tape was opened on another thread; open, use and dispose a tape on one thread, without an await between", tape.Dispose);
        });
        Expect.Values(tape.Gradient(loss, x), 4);
        tape.Dispose();
        Assert.IsNull(Tape.Current);
    }
}
