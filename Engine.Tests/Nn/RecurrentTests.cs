using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

/// <summary>What the modules recorded from PyTorch do not say: batches of more than one piece, threads, steps against cells, dropout, gradients, and refusals.</summary>
[TestClass]
public sealed class RecurrentTests
{
    private static Tensor Draw(params int[] dims) => Tensor.Randn(dims, DType.Float64, new Generator(5));

    [TestMethod]
    public void Lstm_OfManySequences_IsItsCellStepByStepAndSoAreTheGradients()
    {
        var layer = new LSTM(3, 10, dtype: DType.Float64, generator: new Generator(1));
        var cell = new LSTMCell(3, 10, dtype: DType.Float64);
        foreach (var (own, other) in cell.Parameters().Zip(layer.Parameters())) own.CopyFrom(other);
        Tensor x = Draw(4, 37, 3), h = Draw(37, 10), c = Draw(37, 10), u = Draw(4, 37, 10), v = Draw(37, 10);
        var outputs = new Tensor[4];
        using var tape = new Tape();
        var all = layer.Forward(x, (h.Unsqueeze(0), c.Unsqueeze(0)));
        (Tensor H, Tensor C) state = (h, c);
        for (int i = 0; i < outputs.Length; i++) outputs[i] = (state = cell.Forward(x.Select(0, i), state)).H;
        Assert.IsTrue(all.Output.AllClose(Tensor.Stack(outputs), 1e-12, 1e-12));
        Assert.IsTrue(all.C.Squeeze(0).AllClose(state.C, 1e-12, 1e-12));
        Gradients whole = tape.Gradient((all.Output * u).Sum() + (all.C * v).Sum(), [x, h, c, .. layer.Parameters()]);
        Gradients steps = tape.Gradient((Tensor.Stack(outputs) * u).Sum() + (state.C * v).Sum(), [x, h, c, .. cell.Parameters()]);
        for (int i = 0; i < 7; i++) Assert.IsTrue(whole[i]!.AllClose(steps[i]!, 1e-11, 1e-11), $"{i}");
    }

    [TestMethod]
    public void Lstm_OnSeveralThreads_IsTheSameBitForBit()
    {
        var layer = new LSTM(3, 8, bidirectional: true, generator: new Generator(1));
        Tensor x = Draw(5, 40, 3).To(DType.Float32);
        Expect.SameOnAnyThreads(() =>
        {
            using var tape = new Tape();
            return tape.Gradient(layer.Forward(x).Output.Square().Sum(), x).ToArray<float>();
        });
    }

    [TestMethod]
    public void Layers_Reversed_SeeTimeBackwards()
    {
        var gru = new GRU(2, 3, bidirectional: true, dtype: DType.Float64, generator: new Generator(1));
        var ahead = new GRU(2, 3, dtype: DType.Float64);
        foreach (var (own, other) in ahead.Parameters().Zip(gru.Parameters().Skip(4))) own.CopyFrom(other);
        Tensor x = Draw(4, 2, 2);
        Assert.IsTrue(gru.Forward(x).Output.Narrow(-1, 3, 3).AllClose(ahead.Forward(x.Flip(0)).Output.Flip(0), 1e-12, 1e-12));
    }

    [TestMethod]
    public void Dropout_BetweenLayers_ActsInTrainingAlone()
    {
        var rnn = new RNN(2, 3, numLayers: 2, dropout: 1, dtype: DType.Float64, generator: new Generator(1));
        Tensor x = Draw(4, 2, 2);
        // The second layer sees zeros, whatever the input.
        Assert.IsTrue(rnn.Forward(x).Output.AllClose(rnn.Forward(x * 2).Output, 0, 0));
        Assert.IsFalse(rnn.Eval().Forward(x).Output.AllClose(rnn.Forward(x * 2).Output));
    }

    [TestMethod]
    public void Layers_GradCheck_Passes()
    {
        var lstm = new LSTM(2, 2, bidirectional: true, dtype: DType.Float64, generator: new Generator(1));
        lstm.GradCheck(inputs => lstm.Forward(inputs[0]).Output.Square().Sum(), [Draw(3, 1, 2)]).ThrowIfFailed();
        var gru = new GRU(2, 2, dtype: DType.Float64, generator: new Generator(1));
        gru.GradCheck(inputs => gru.Forward(inputs[0]).Output.Square().Sum(), [Draw(3, 1, 2)]).ThrowIfFailed();
    }

    [TestMethod]
    public void Layers_OfOtherShapes_SayWhatTheyNeed()
    {
        Assert.AreEqual("GRU(2, 3, num_layers=1, batch_first=False, dropout=0, bidirectional=False)", new GRU(2, 3).ToString());
        Assert.AreEqual("RNNCell(2, 3, bias=False)", new RNNCell(2, 3, bias: false).ToString());
        Expect.Throws<ShapeException>("LSTM: 0 layers of 3 on 2 features; all must be at least 1", () => new LSTM(2, 3, 0));
        Expect.Throws<ShapeException>("LSTM: a projection of 3 to 3 features; it must be smaller, or 0 for none", () => new LSTM(2, 3, projSize: 3));
        Expect.Throws<ShapeException>("GRU: input [4, 2, 3]; it must be [steps, batch, 2], or [steps, 2]", () => new GRU(2, 3).Forward(Tensor.Zeros(4, 2, 3)));
        Expect.Throws<ShapeException>("GRU: input [0, 1, 2] has no steps", () => new GRU(2, 3).Forward(Tensor.Zeros(0, 1, 2)));
        Expect.Throws<ShapeException>("RNN: the first state h has shape [1, 3]; for input [4, 5, 2] it must be [1, 5, 3], layers and directions first", () => new RNN(2, 3).Forward(Tensor.Zeros(4, 5, 2), Tensor.Zeros(1, 3)));
        Expect.Throws<ShapeException>("LSTMCell: input [4, 3]; it must be [batch, 2] or [2]", () => new LSTMCell(2, 3).Forward(Tensor.Zeros(4, 3)));
        Expect.Throws<ShapeException>("GRUCell: a state of shape [3]; for input [4, 2] it must be [4, 3]", () => new GRUCell(2, 3).Forward(Tensor.Zeros(4, 2), Tensor.Zeros(3)));
        Expect.Throws<ShapeException>("RNNCell: a state of 0 on 2 features; both must be at least 1", () => new RNNCell(2, 0));
    }
}
