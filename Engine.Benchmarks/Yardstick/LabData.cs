namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>The lab's 1000 samples: four inputs uniform in [0, 6), three targets that are sines of their sums.</summary>
internal static class LabData
{
    public const int Samples = 1000;
    public const int Inputs = 4;
    public const int Outputs = 3;

    /// <summary>Row after row.</summary>
    public static (float[] Inputs, float[] Targets) Create()
    {
        var random = new Random(1);
        float[] inputs = new float[Samples * Inputs], targets = new float[Samples * Outputs];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = (float)(random.NextDouble() * 6);
        for (int i = 0; i < Samples; i++)
        {
            Span<float> x = inputs.AsSpan(i * Inputs, Inputs), y = targets.AsSpan(i * Outputs, Outputs);
            y[0] = MathF.Sin(x[0] + x[1] + x[2] + x[3]);
            y[1] = MathF.Sin(6 * x[1]);
            y[2] = MathF.Sin(x[1] + x[3]);
        }
        return (inputs, targets);
    }

    /// <summary>The rows in batches, [batch, columns] each, what is left over dropped; a batch of one is 1-d.</summary>
    public static Tensor[] Batches(float[] rows, int columns, int batch) =>
        [.. rows.Chunk(batch * columns).Where(part => part.Length == batch * columns).Select(part => Tensor.From(part, batch == 1 ? [columns] : [batch, columns]))];
}
