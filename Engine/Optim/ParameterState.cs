namespace PyDeepTensorNet.Optim;

/// <summary>One parameter and what its optimiser remembers about it from step to step.</summary>
public sealed class ParameterState
{
    private readonly Tensor?[] _buffers;

    internal ParameterState(Tensor parameter, ParameterGroup group, int buffers)
    {
        (Parameter, Group) = (parameter, group);
        _buffers = new Tensor?[buffers];
    }

    /// <summary>The tensor being trained.</summary>
    public Tensor Parameter { get; }

    /// <summary>The group it is in.</summary>
    public ParameterGroup Group { get; }

    /// <summary>The number of this step, 1 in the first.</summary>
    public long Step { get; internal set; }

    /// <summary>The tensor of the parameter's shape that stands under that number in <see cref="Optimizer.BufferNames"/>; null before <see cref="Buffer"/> made it.</summary>
    public Tensor? this[int index]
    {
        get => _buffers[index];
        internal set => _buffers[index] = value?.Keep();
    }

    /// <summary>That tensor, filled with <paramref name="start"/> where there was none.</summary>
    public Tensor Buffer(int index, double start = 0)
    {
        ref Tensor? buffer = ref _buffers[index];
        buffer ??= Tensor.FullLike(Parameter, start);
        if (buffer.DType != Parameter.DType) throw new DTypeException($"Step: {Parameter.Describe()} has a step state of {buffer.DType.Name()}: it was cast after the first step; make a new optimiser after To");
        return buffer;
    }
}
