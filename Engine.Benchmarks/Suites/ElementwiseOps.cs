using BenchmarkDotNet.Attributes;

namespace PyDeepTensorNet.Benchmarks.Suites;

/// <summary>Every elementwise op, on operands of one shape.</summary>
public class ElementwiseOps
{
    private Tensor[] _operands = [];
    private Tensor _seed = null!;
    private Func<Tensor[], Tensor> _op = null!;

    public static IEnumerable<string> Ops => OpCatalog.Ops.Select(op => op.Name);

    [ParamsSource(nameof(Ops))]
    public string Op { get; set; } = "";

    /// <summary>Few elements show the cost of a call, many the kernel's.</summary>
    [Params(16, 65536)]
    public int Size { get; set; }

    [Params(DType.Float32, DType.Float64)]
    public DType DType { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        OpCatalog.Elementwise op = OpCatalog.Ops.First(op => op.Name == Op);
        var generator = new Generator(1);
        _op = op.Run;
        _operands = [.. op.Domains.Select(domain => Tensor.Uniform([Size], domain.Low, domain.High, DType, generator))];
        _seed = Tensor.Ones([Size], DType);
    }

    [Benchmark]
    public Tensor Forward() => _op(_operands);

    [Benchmark]
    public Gradients ForwardBackward()
    {
        using var tape = new Tape();
        // Some are flat in all operands.
        return tape.Gradient(_op(_operands), _operands, _seed, allowUnused: true);
    }
}
