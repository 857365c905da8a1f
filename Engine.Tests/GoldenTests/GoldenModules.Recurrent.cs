using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>Recurrent modules and cells.</summary>
internal static partial class GoldenModules
{
    private const string Recurrences = "input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, proj_size, nonlinearity", Cells = "input_size, hidden_size, bias, nonlinearity";

    private static Dictionary<string, (string Parameters, Func<GoldenCall, ModuleBase> Create)> Recurrent => new()
    {
        ["LSTM"] = (Recurrences, c => new LSTM(
            c.Int("input_size"), c.Int("hidden_size"), c.Int("num_layers", 1), c.Flag("bias", true), c.Flag("batch_first"), c.Number("dropout", 0), c.Flag("bidirectional"), c.Int("proj_size", 0))),
        ["GRU"] = (Recurrences, c => new GRU(
            c.Int("input_size"), c.Int("hidden_size"), c.Int("num_layers", 1), c.Flag("bias", true), c.Flag("batch_first"), c.Number("dropout", 0), c.Flag("bidirectional"))),
        ["RNN"] = (Recurrences, c => new RNN(
            c.Int("input_size"), c.Int("hidden_size"), c.Int("num_layers", 1), Relu(c), c.Flag("bias", true), c.Flag("batch_first"), c.Number("dropout", 0), c.Flag("bidirectional"))),
        ["LSTMCell"] = (Cells, c => new LSTMCell(c.Int("input_size"), c.Int("hidden_size"), c.Flag("bias", true))),
        ["GRUCell"] = (Cells, c => new GRUCell(c.Int("input_size"), c.Int("hidden_size"), c.Flag("bias", true))),
        ["RNNCell"] = (Cells, c => new RNNCell(c.Int("input_size"), c.Int("hidden_size"), c.Flag("bias", true), Relu(c))),
    };

    private static bool Relu(GoldenCall c) => c.Text("nonlinearity", "tanh") == "relu";

    private static Tensor?[]? OfRecurrence(ModuleBase module, GoldenCall c)
    {
        switch (module)
        {
            case LSTM lstm:
                var (output, h, cell) = lstm.Forward(c.Tensor("#0"), Pair(c));
                return [output, h, cell];
            case LSTMCell step:
                return Both(step.Forward(c.Tensor("#0"), Pair(c)));
            case GRU gru:
                return Both(gru.Forward(c.Tensor("#0"), c.TensorOrNull("#1")));
            case RNN rnn:
                return Both(rnn.Forward(c.Tensor("#0"), c.TensorOrNull("#1")));
            case GRUCell step:
                return [step.Forward(c.Tensor("#0"), c.TensorOrNull("#1"))];
            case RNNCell step:
                return [step.Forward(c.Tensor("#0"), c.TensorOrNull("#1"))];
            default:
                return null;
        }
    }

    private static (Tensor H, Tensor C)? Pair(GoldenCall c) => c.Has("#1") ? c.Tensors("#1") is [var h, var cell] ? (h, cell) : throw new NotOfferedException("a state of one tensor") : null;
}
