namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>
/// The lab's step in scalar loops that allocate nothing: the floor under what an engine can reach on a net of a dozen weights. Each unit's weights lie in a row, its bias last.
/// </summary>
internal sealed class LabByHand
{
    private const int Row = LabData.Inputs + 1;

    private readonly float[] _inputs;
    private readonly float[] _targets;
    private readonly float _rate;

    /// <summary>Rows of the units that see the inputs.</summary>
    private readonly float[] _first;

    /// <summary>Rows of the units that see the hidden ones; empty where none are hidden.</summary>
    private readonly float[] _second;

    private readonly float[] _gradient;
    private readonly float[] _hidden;
    private readonly float[] _hiddenCotangent;

    public LabByHand(float[] inputs, float[] targets, int hidden, float rate)
    {
        (_inputs, _targets, _rate) = (inputs, targets, rate);
        var random = new Random(1);
        _first = [.. Enumerable.Range(0, (hidden == 0 ? LabData.Outputs : hidden) * Row).Select(_ => random.NextSingle() - 0.5f)];
        _second = [.. Enumerable.Range(0, hidden == 0 ? 0 : LabData.Outputs * (hidden + 1)).Select(_ => random.NextSingle() - 0.5f)];
        _gradient = new float[_first.Length];
        _hidden = new float[hidden];
        _hiddenCotangent = new float[hidden];
    }

    /// <summary>One layer, one sample: a unit's row is done with before the next one's is read. Returns the loss.</summary>
    public float StepOne(int sample) => OneLayer(sample, _first, -_rate);

    /// <summary>One layer, a batch.</summary>
    public float StepBatch(int start, int count)
    {
        float loss = 0;
        for (int sample = start; sample < start + count; sample++) loss += OneLayer(sample, _gradient, 1);
        for (int i = 0; i < _gradient.Length; i++) _first[i] -= _rate * _gradient[i];
        Array.Clear(_gradient);
        return loss;
    }

    /// <summary>Two layers, one sample.</summary>
    public float StepTwo(int sample)
    {
        ReadOnlySpan<float> x = _inputs.AsSpan(sample * LabData.Inputs, LabData.Inputs), y = _targets.AsSpan(sample * LabData.Outputs, LabData.Outputs);
        float[] hidden = _hidden, cotangent = _hiddenCotangent;
        for (int j = 0; j < hidden.Length; j++)
        {
            hidden[j] = Sigmoid(Sum(_first.AsSpan(j * Row, Row), x));
            cotangent[j] = 0;
        }
        float loss = 0;
        for (int j = 0; j < y.Length; j++)
        {
            Span<float> row = _second.AsSpan(j * (hidden.Length + 1), hidden.Length + 1);
            float z = row[^1];
            for (int k = 0; k < hidden.Length; k++) z += row[k] * hidden[k];
            float a = Sigmoid(z), d = a - y[j], g = 2 * d * a * (1 - a), step = _rate * g;
            loss += d * d;
            row[^1] -= step;
            for (int k = 0; k < hidden.Length; k++)
            {
                cotangent[k] += g * row[k];
                row[k] -= step * hidden[k];
            }
        }
        for (int j = 0; j < hidden.Length; j++) AddScaled(_first.AsSpan(j * Row, Row), -_rate * cotangent[j] * hidden[j] * (1 - hidden[j]), x);
        return loss;
    }

    /// <summary>Adds a multiple of the gradient to <paramref name="target"/>, which may be the weights themselves.</summary>
    private float OneLayer(int sample, float[] target, float scale)
    {
        ReadOnlySpan<float> x = _inputs.AsSpan(sample * LabData.Inputs, LabData.Inputs), y = _targets.AsSpan(sample * LabData.Outputs, LabData.Outputs);
        float loss = 0;
        for (int j = 0; j < y.Length; j++)
        {
            float a = Sigmoid(Sum(_first.AsSpan(j * Row, Row), x)), d = a - y[j];
            loss += d * d;
            AddScaled(target.AsSpan(j * Row, Row), scale * 2 * d * a * (1 - a), x);
        }
        return loss;
    }

    private static float Sum(ReadOnlySpan<float> row, ReadOnlySpan<float> x) => row[4] + ((row[0] * x[0]) + (row[1] * x[1]) + ((row[2] * x[2]) + (row[3] * x[3])));

    private static void AddScaled(Span<float> row, float scale, ReadOnlySpan<float> x)
    {
        row[4] += scale;
        row[0] += scale * x[0];
        row[1] += scale * x[1];
        row[2] += scale * x[2];
        row[3] += scale * x[3];
    }

    private static float Sigmoid(float z) => 1 / (1 + MathF.Exp(-z));
}
