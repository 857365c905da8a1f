using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>A language model of four causal transformer blocks on a text of 65 symbols: attention, matrix products of middle size, and what lies between them.</summary>
internal sealed class W8 : Workload
{
    private const int Vocabulary = 65, Width = 128, Layers = 4, Heads = 4, Context = 64, Batch = 16;

    public override void Run(Report report)
    {
        (Tensor X, Tensor Y)[] data = Data();
        int parameters = new Gpt(new Generator(2)).Parameters().Sum(parameter => parameter.ElementCount);
        var (loss, optimizer) = TrainingRun.Measure(report, $"gpt_d{Width}_L{Layers}_H{Heads}_T{Context}_B{Batch}_V{Vocabulary}_untied params={parameters}", Build, data, warm: 5, budget: 12);

        Gradients gradients;
        using (var tape = new Tape()) gradients = tape.Gradient(loss(data[0].X, data[0].Y), optimizer.Parameters);
        report.Milliseconds("eager part=forward+loss(nograd)", () => loss(data[0].X, data[0].Y), 3);
        report.Milliseconds("eager part=adamw_step", () => optimizer.Step(gradients), 2);

        static (Func<Tensor, Tensor, Tensor>, Optimizer) Build()
        {
            var net = new Gpt(new Generator(2));
            return ((x, y) => net.Forward(x).Reshape(-1, Vocabulary).CrossEntropy(y), new AdamW(net.Parameters(), 1e-3));
        }
    }

    /// <summary>Pieces of a text that follows a rule in nine places of ten, with what comes next.</summary>
    private static (Tensor X, Tensor Y)[] Data()
    {
        var random = new Random(3);
        long[] text = new long[20_000];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = i < 3 || random.NextDouble() < 0.1 ? random.Next(Vocabulary) : (text[i - 1] * 7 + text[i - 2] * 3 + 11) % Vocabulary;
        }
        var data = new (Tensor, Tensor)[16];
        foreach (ref (Tensor X, Tensor Y) batch in data.AsSpan())
        {
            int[] starts = [.. Enumerable.Range(0, Batch).Select(_ => random.Next(text.Length - Context - 1))];
            batch.X = Tensor.From([.. starts.SelectMany(start => text[start..(start + Context)])], [Batch, Context]);
            batch.Y = Tensor.From([.. starts.SelectMany(start => text[(start + 1)..(start + Context + 1)])]);
        }
        return data;
    }

    private sealed class Gpt : Module
    {
        private readonly Embedding _tokens, _positions;
        private readonly Sequential _blocks;
        private readonly LayerNorm _norm;
        private readonly Linear _head;
        private readonly Tensor _places = Tensor.Arange(Context);

        public Gpt(Generator generator)
        {
            Register(_tokens = new Embedding(Vocabulary, Width, generator: generator));
            Register(_positions = new Embedding(Context, Width, generator: generator));
            Register(_blocks = new Sequential([.. Enumerable.Range(0, Layers).Select(_ => new Block(generator))]));
            Register(_norm = new LayerNorm([Width]));
            Register(_head = new Linear(Width, Vocabulary, bias: false, generator: generator));
        }

        public override Tensor Forward(Tensor x) => _head.Forward(_norm.Forward(_blocks.Forward(_tokens.Forward(x) + _positions.Forward(_places))));
    }

    private sealed class Block : Module
    {
        private readonly LayerNorm _norm1, _norm2;
        private readonly Linear _project, _output, _widen, _narrow;

        public Block(Generator generator)
        {
            Register(_norm1 = new LayerNorm([Width]));
            Register(_project = new Linear(Width, 3 * Width, generator: generator));
            Register(_output = new Linear(Width, Width, generator: generator));
            Register(_norm2 = new LayerNorm([Width]));
            Register(_widen = new Linear(Width, 4 * Width, generator: generator));
            Register(_narrow = new Linear(4 * Width, Width, generator: generator));
        }

        public override Tensor Forward(Tensor x)
        {
            int batch = x.Shape[0], length = x.Shape[1];
            Tensor heads = _project.Forward(_norm1.Forward(x)).Reshape(batch, length, 3, Heads, Width / Heads);
            Tensor seen = Tensor.ScaledDotProductAttention(Part(0), Part(1), Part(2), causal: true);
            x += _output.Forward(seen.Transpose(1, 2).Reshape(batch, length, Width));
            return x + _narrow.Forward(_widen.Forward(_norm2.Forward(x)).Gelu());

            Tensor Part(int i) => heads.Select(2, i).Transpose(1, 2);
        }
    }
}
