using BenchmarkDotNet.Attributes;

namespace PyDeepTensorNet.Benchmarks.Suites;

/// <summary>Every elementwise function of two tensors, here of one shape. A single one: <c>--filter '*BinaryOps*Op: Add,*'</c>.</summary>
public class BinaryOps
{
    private Tensor _a = null!, _b = null!, _seed = null!;
    private Func<Tensor, Tensor, Tensor> _op = null!;

    public static IEnumerable<string> Ops => OpCatalog.BinaryOps.Select(op => op.Name);

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
        OpCatalog.Binary op = OpCatalog.BinaryOps.First(op => op.Name == Op);
        var generator = new Generator(1);
        _op = op.Run;
        _a = Tensor.Uniform([Size], op.DomainA.Low, op.DomainA.High, DType, generator);
        _b = Tensor.Uniform([Size], op.DomainB.Low, op.DomainB.High, DType, generator);
        _seed = Tensor.OnesLike(_a);
    }

    [Benchmark]
    public Tensor Forward() => _op(_a, _b);

    [Benchmark]
    public Gradients ForwardBackward()
    {
        using var tape = new Tape();
        return tape.Gradient(_op(_a, _b), [_a, _b], _seed);
    }
}
