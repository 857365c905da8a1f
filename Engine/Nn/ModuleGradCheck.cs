namespace PyDeepTensorNet.Nn;

/// <summary>
/// Gradient checks of whole modules, in a line: <c>model.GradCheck(x).ThrowIfFailed();</c>. Modules are checked in float64, whatever their precision, and are bit for bit what they were afterwards.
/// A module that draws random numbers, as <see cref="Dropout"/> does in training mode, has no derivative to compare with: check it in evaluation mode.
/// </summary>
public static class ModuleGradCheck
{
    /// <summary>Compares the gradients of all parameters, and of <paramref name="input"/> if it is floating, with differences of the module's value; see <see cref="PyDeepTensorNet.GradCheck"/>.</summary>
    /// <exception cref="TapeException">A parameter is on an open tape.</exception>
    public static GradCheckReport GradCheck(this Module module, Tensor input, GradCheckOptions? options = null) => module.GradCheck(inputs => module.Forward(inputs[0]), [input], options);

    /// <summary>
    /// The same for a loss: <c>model.GradCheck((x, y) => (model.Forward(x) - y).Square().Sum(), x, y)</c>. The target is a constant.
    /// </summary>
    /// <exception cref="TapeException">A parameter is on an open tape.</exception>
    public static GradCheckReport GradCheck(this ModuleBase module, Func<Tensor, Tensor, Tensor> loss, Tensor input, Tensor target, GradCheckOptions? options = null) =>
        Check(module, inputs => loss(inputs[0], inputs[1]), [input, target], 1, (replay, parameters) => PyDeepTensorNet.GradCheck.Run(replay, parameters, options));

    /// <summary>The same for any function that calls the module, at <paramref name="inputs"/>, of which the floating ones are checked too.</summary>
    /// <exception cref="TapeException">A parameter is on an open tape.</exception>
    public static GradCheckReport GradCheck(this ModuleBase module, Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs, GradCheckOptions? options = null) =>
        Check(module, function, inputs, inputs.Count, (replay, parameters) => PyDeepTensorNet.GradCheck.Run(replay, parameters, options));

    /// <summary>Checks the second derivatives of all parameters, and of <paramref name="input"/> if it is floating; see <see cref="PyDeepTensorNet.GradGradCheck"/>.</summary>
    /// <exception cref="TapeException">A parameter is on an open tape.</exception>
    public static GradCheckReport GradGradCheck(this Module module, Tensor input, GradCheckOptions? options = null) =>
        Check(module, inputs => module.Forward(inputs[0]), [input], 1, (replay, parameters) => PyDeepTensorNet.GradGradCheck.Run(replay, parameters, options));

    /// <param name="module">Whose parameters are checked.</param>
    /// <param name="function">Calls the module.</param>
    /// <param name="inputs">What the function is called with.</param>
    /// <param name="variables">How many of the inputs, from the first on, are checked too; the others are constants.</param>
    /// <param name="check">The check, of a function of what it captures.</param>
    private static GradCheckReport Check(ModuleBase module, Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs, int variables, Func<Func<Tensor>, IReadOnlyList<Tensor>, GradCheckReport> check) => PyDeepTensorNet.GradCheck.Unrecorded(() =>
    {
        IReadOnlyList<Tensor> parameters = module.Parameters();
        Tensor[] floating = [.. inputs.Take(variables).Where(input => input.DType.IsFloating())];
        Tensor[] own = [.. parameters, .. module.NamedBuffers().Select(buffer => buffer.Value).Where(buffer => buffer.DType.IsFloating())];
        bool single = parameters.Concat(inputs).Any(tensor => tensor.DType == DType.Float32);
        Tensor?[] once = single ? PyDeepTensorNet.GradCheck.Derivatives(() => function(inputs), [.. parameters, .. floating]) : [];
        Tensor[] memory = [.. own.Select(tensor => tensor.Detach())];
        try
        {
            foreach (Tensor tensor in own) tensor.Rebind(nameof(GradCheck), tensor.Detach().To(DType.Float64).Clone());
            PyDeepTensorNet.GradCheck.Replay exact = new(function, inputs);
            Tensor[] all = [.. parameters, .. exact.Parameters[..floating.Length]];
            GradCheckReport report = check(exact.Function, all);
            return single ? report with { SinglePrecisionDifference = PyDeepTensorNet.GradCheck.Difference(once, PyDeepTensorNet.GradCheck.Derivatives(exact.Function, all)) } : report;
        }
        finally
        {
            for (int i = 0; i < own.Length; i++) own[i].Rebind(nameof(GradCheck), memory[i]);
        }
    });
}
