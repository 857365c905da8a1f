using System.Globalization;

namespace PyDeepTensorNet.Optim;

/// <summary>
/// Updates parameters in place against their gradients:
/// <code>
/// var optimizer = new SGD(model.Parameters(), learningRate: 0.1);
/// optimizer.Step(tape.Gradient(loss, model.Parameters()));
/// </code>
/// <see cref="Step()"/> without argument takes <see cref="Tensor.Grad"/>, after <see cref="Tensor.Backward"/>. Apart from its state, made in the first step, an update allocates nothing.
/// </summary>
public abstract class Optimizer
{
    private readonly ParameterState[] _states;

    /// <summary>The gradients of one step, between checking and updating.</summary>
    private readonly Tensor?[] _gradients;

    /// <summary>An optimiser of all tensors in the groups.</summary>
    /// <param name="groups">Parameters, in one or several groups.</param>
    /// <param name="learningRate">The rate of the groups without one of their own.</param>
    /// <param name="weightDecay">The weight decay of the groups without one of their own.</param>
    /// <param name="maximize">Whether to ascend instead.</param>
    /// <exception cref="ArgumentException">There is no parameter, one is listed twice, or a strided view.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate or weight decay is negative.</exception>
    /// <exception cref="DTypeException">A parameter is not floating.</exception>
    protected Optimizer(IReadOnlyList<ParameterGroup> groups, double learningRate, double weightDecay = 0, bool maximize = false)
    {
        Groups = [.. groups];
        LearningRate = learningRate;
        WeightDecay = weightDecay;
        Maximize = maximize;
        Parameters = [.. groups.SelectMany(group => group.Parameters)];
        Check(Parameters);
        _states = [.. groups.SelectMany(group => group.Parameters.Select(parameter => new ParameterState(parameter, group, BufferNames.Count)))];
        _gradients = new Tensor?[_states.Length];
    }

    /// <summary>The groups.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>All parameters, group after group.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>How far a step goes; may be set between steps. Groups with a rate of their own keep it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a negative number or NaN.</exception>
    public double LearningRate
    {
        get;
        set => field = Hyperparameter.NotNegative(GetType().Name, value, nameof(LearningRate));
    }

    /// <summary>How strongly parameters are pulled towards 0; may be set between steps. Groups with one of their own keep it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a negative number or NaN.</exception>
    public double WeightDecay
    {
        get;
        set => field = Hyperparameter.NotNegative(GetType().Name, value, nameof(WeightDecay));
    }

    /// <summary>Whether steps ascend.</summary>
    public bool Maximize { get; }

    /// <summary>PyTorch's names of the tensors kept for each parameter; a constant of the class.</summary>
    protected abstract IReadOnlyList<string> BufferNames { get; }

    /// <summary>Updates all parameters. Those that the loss does not depend on (<c>allowUnused</c>) stay as they are.</summary>
    /// <exception cref="MissingGradientException">A parameter's gradient was not asked for; nothing has been updated.</exception>
    public void Step(Gradients gradients)
    {
        for (int i = 0; i < _states.Length; i++)
        {
            Tensor parameter = _states[i].Parameter;
            if (gradients.TryGet(parameter, i, out Tensor? gradient)) _gradients[i] = Fitting(gradient, parameter);
            else if (!gradients.Contains(parameter)) _ = Fail(gradients, parameter);
        }
        UpdateAll();

        Tensor Fail(Gradients gradients, Tensor parameter)
        {
            Array.Clear(_gradients);
            return gradients[parameter];
        }
    }

    /// <summary>Updates the parameters that have a <see cref="Tensor.Grad"/>.</summary>
    /// <exception cref="MissingGradientException">No parameter has one.</exception>
    public void Step()
    {
        bool any = false;
        for (int i = 0; i < _states.Length; i++)
        {
            Tensor parameter = _states[i].Parameter;
            if (parameter.Grad is not { } gradient) continue;
            _gradients[i] = Fitting(gradient.Contiguous(), parameter);
            any = true;
        }
        if (!any) throw new MissingGradientException("Step: no parameter has a Grad; call loss.Backward() before, or pass the tape's gradients: Step(tape.Gradient(loss, parameters))");
        UpdateAll();
    }

    /// <summary>Sets <see cref="Tensor.Grad"/> of all parameters to null.</summary>
    public void ZeroGrad()
    {
        foreach (ParameterState state in _states) state.Parameter.ZeroGrad();
    }

    /// <summary>
    /// Copies of what the optimiser needs to go on later: <c>learning_rate</c>, <c>groups.1.learning_rate</c> where a group has its own, and for each parameter that has been stepped, by its
    /// number, <c>0.step</c> and its buffers under PyTorch's names, as <c>0.momentum_buffer</c>.
    /// </summary>
    public OrderedDictionary<string, Tensor> StateDict()
    {
        var state = new OrderedDictionary<string, Tensor> { { "learning_rate", Number(LearningRate) } };
        for (int i = 0; i < Groups.Count; i++)
        {
            if (Groups[i].LearningRate is { } rate) state.Add($"groups.{i}.learning_rate", Number(rate));
        }
        for (int i = 0; i < _states.Length; i++)
        {
            if (_states[i].Step == 0) continue;
            state.Add($"{i}.step", Tensor.From([_states[i].Step], Shape.Scalar));
            for (int b = 0; b < BufferNames.Count; b++)
            {
                if (_states[i][b] is { } buffer) state.Add($"{i}.{BufferNames[b]}", buffer.Detach().Clone());
            }
        }
        return state;

        static Tensor Number(double value) => Tensor.From([value], Shape.Scalar);
    }

    /// <summary>Takes over what <see cref="StateDict"/> of an optimiser of the same kind and parameters gave; the next step is the one that other would have made.</summary>
    /// <exception cref="ArgumentException">A name is not known, or a shape or dtype differs; nothing has been changed.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        var actions = new List<Action>();
        foreach (ParameterState own in _states)
        {
            actions.Add(() =>
            {
                own.Step = 0;
                for (int b = 0; b < BufferNames.Count; b++) own[b] = null;
            });
        }
        foreach (var (name, tensor) in state) actions.Add(Loader(name, tensor));
        foreach (Action action in actions) action();
    }

    /// <summary>Updates one parameter in place.</summary>
    /// <param name="state">The parameter, its group, the number of this step, and the buffers.</param>
    /// <param name="gradient">The gradient: contiguous, of the parameter's shape and dtype.</param>
    /// <param name="learningRate">The group's learning rate.</param>
    /// <param name="weightDecay">The group's weight decay.</param>
    protected abstract void Update(ParameterState state, Tensor gradient, double learningRate, double weightDecay);

    private void UpdateAll()
    {
        Journal journal = Journal.OfThread;
        for (int i = 0; i < _states.Length; i++)
        {
            if (_gradients[i] is not { } gradient) continue;
            _gradients[i] = null;
            ParameterState state = _states[i];
            state.Parameter.GuardWrite(nameof(Step), journal);
            if (journal.Recorder is { } recorder) Capture(recorder, state, gradient);
            else Update(state, gradient);
        }
    }

    private void Capture(Recorder recorder, ParameterState state, Tensor gradient) => recorder.Act(GetType().Name, [gradient], state.Parameter, () => Update(state, gradient));

    private void Update(ParameterState state, Tensor gradient)
    {
        state.Step++;
        Update(state, gradient, state.Group.LearningRate ?? LearningRate, state.Group.WeightDecay ?? WeightDecay);
    }

    private static Tensor Fitting(Tensor gradient, Tensor parameter)
    {
        if (gradient.DType != parameter.DType) throw new DTypeException($"Step: the gradient of {parameter.Describe()} is {gradient.DType.Name()}; cast it with To(DType.{parameter.DType})");
        if (gradient.Shape != parameter.Shape) throw new ShapeException($"Step: the gradient of {parameter.Describe()} has shape {gradient.Shape}; it must have the parameter's");
        return gradient;
    }

    private void Check(IReadOnlyList<Tensor> parameters)
    {
        string optimizer = GetType().Name;
        if (parameters.Count == 0) throw new ArgumentException($"{optimizer}: there are no parameters to train; pass model.Parameters()");
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < parameters.Count; i++)
        {
            Tensor parameter = parameters[i];
            if (!seen.Add(parameter)) throw new ArgumentException($"{optimizer}: parameter {i}, {parameter.Describe()}, is listed twice and would be stepped twice; list it once");
            if (!parameter.DType.IsFloating()) throw new DTypeException($"{optimizer}: parameter {i}, {parameter.Describe()}, is not differentiable: only float32 and float64 tensors are");
            if (!parameter.IsContiguous) throw new ShapeException($"{optimizer}: parameter {i}, {parameter.Describe()}, is a strided view; train the tensor it is a view of");
        }
    }

    /// <summary>Checks an entry of a state dict and returns what loads it.</summary>
    private Action Loader(string name, Tensor tensor)
    {
        string[] path = name.Split('.');
        if (name == "learning_rate")
        {
            double rate = Hyperparameter.NotNegative(GetType().Name, tensor.Item(), name);
            return () => LearningRate = rate;
        }
        if (path is ["groups", var g, "learning_rate"] && int.TryParse(g, NumberStyles.None, CultureInfo.InvariantCulture, out int group) && group < Groups.Count)
        {
            double rate = Hyperparameter.NotNegative(GetType().Name, tensor.Item(), name);
            return () => Groups[group].LearningRate = rate;
        }
        if (path is [var p, var buffer] && int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < _states.Length)
        {
            ParameterState own = _states[index];
            if (buffer == "step")
            {
                long step = tensor.Item<long>();
                return () => own.Step = step;
            }
            int b = BufferNames.ToList().IndexOf(buffer);
            if (b >= 0)
            {
                if (tensor.Shape != own.Parameter.Shape || tensor.DType != own.Parameter.DType) throw new ArgumentException($"LoadStateDict: '{name}' is {tensor.DType.Name()}{tensor.Shape}; its parameter is {own.Parameter.Describe()}");
                return () => own[b] = tensor.Detach().Clone();
            }
        }
        throw new ArgumentException($"LoadStateDict: '{name}' is not part of this {GetType().Name}: its parameters are numbered 0 to {_states.Length - 1}, their buffers are {string.Join(", ", BufferNames)}");
    }
}
