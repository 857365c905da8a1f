using BenchmarkDotNet.Attributes;

namespace PyDeepTensorNet.Benchmarks.Suites;

/// <summary>Every elementwise function of one tensor. A single one: <c>--filter '*UnaryOps*Op: Sigmoid,*'</c>.</summary>
public class UnaryOps
{
    private Tensor _x = null!, _seed = null!;
    private Func<Tensor, Tensor> _op = null!;

    public static IEnumerable<string> Ops => OpCatalog.UnaryOps.Select(op => op.Name);

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
        OpCatalog.Unary op = OpCatalog.UnaryOps.First(op => op.Name == Op);
        _op = op.Run;
        _x = Tensor.Uniform([Size], op.Domain.Low, op.Domain.High, DType, new Generator(1));
        _seed = Tensor.OnesLike(_x);
    }

    [Benchmark]
    public Tensor Forward() => _op(_x);

    [Benchmark]
    public Gradients ForwardBackward()
    {
        using var tape = new Tape();
        return tape.Gradient(_op(_x), [_x], _seed);
    }
}
