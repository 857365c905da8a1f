using BenchmarkDotNet.Attributes;
using PyDeepTensorNet.Benchmarks.Yardstick;

namespace PyDeepTensorNet.Benchmarks.Suites;

/// <summary>What a step costs around its arithmetic: the tape, an entry, a sweep, and the lab's training step as a whole.</summary>
public class Steps
{
    private readonly Tensor _x = Tensor.Randn([16], generator: new Generator(1)), _seed = Tensor.Ones(16);
    private readonly Tensor[] _parameters;
    private Func<int, Tensor> _labStep = null!, _labStepHidden = null!, _labStepBatch = null!;

    public Steps() => _parameters = [_x];

    [GlobalSetup]
    public void Setup()
    {
        _labStep = new LabLoop(hidden: 0, batch: 1).Idiomatic();
        _labStepHidden = new LabLoop(hidden: 5, batch: 1).Idiomatic();
        _labStepBatch = new LabLoop(hidden: 0, batch: 32).Idiomatic();
    }

    [Benchmark]
    public void EmptyTape() => new Tape().Dispose();

    [Benchmark]
    public Tensor UnrecordedOp() => -_x;

    [Benchmark]
    public Tensor RecordedOp()
    {
        using var tape = new Tape();
        return -_x;
    }

    [Benchmark]
    public Gradients RecordedOpAndGradient()
    {
        using var tape = new Tape();
        return tape.Gradient(-_x, _parameters, _seed);
    }

    [Benchmark]
    public Tensor LabStep() => _labStep(0);

    [Benchmark]
    public Tensor LabStepHidden() => _labStepHidden(0);

    [Benchmark]
    public Tensor LabStepBatch32() => _labStepBatch(0);
}
