using System.Diagnostics.CodeAnalysis;

namespace PyDeepTensorNet.Nn;

/// <summary>
/// A function of one tensor with parameters. Register the parts in the constructor and compose them in <see cref="Forward"/>:
/// <code>
/// sealed class Net : Module
/// {
///     private readonly Linear _hidden, _output;
///
///     public Net()
///     {
///         Register(_hidden = new Linear(4, 5));
///         Register(_output = new Linear(5, 3));
///     }
///
///     public override Tensor Forward(Tensor x) => _output.Forward(_hidden.Forward(x).Tanh());
/// }
/// </code>
/// </summary>
[SuppressMessage("Naming", "CA1716:Identifiers should not match keywords", Justification = "The field's word; only Visual Basic reserves it.")]
public abstract class Module : ModuleBase
{
    /// <summary>The module's value at <paramref name="x"/>.</summary>
    public abstract Tensor Forward(Tensor x);
}

/// <summary>What changes a whole module and returns it, so that it can follow the constructor: <c>new Net().To(DType.Float64)</c>.</summary>
public static class ModuleExtensions
{
    /// <summary>Puts the module and all inside it in training mode.</summary>
    public static TModule Train<TModule>(this TModule module) where TModule : ModuleBase
    {
        module.SetMode(training: true);
        return module;
    }

    /// <summary>Puts the module and all inside it in evaluation mode, in which <see cref="Dropout"/> is the identity.</summary>
    public static TModule Eval<TModule>(this TModule module) where TModule : ModuleBase
    {
        module.SetMode(training: false);
        return module;
    }

    /// <summary>Casts all parameters and floating buffers. They stay the same tensors, so an optimiser that has not stepped yet keeps working.</summary>
    /// <exception cref="DTypeException">The dtype is not floating.</exception>
    /// <exception cref="TapeException">A parameter is on the open tape.</exception>
    public static TModule To<TModule>(this TModule module, DType dtype) where TModule : ModuleBase
    {
        module.Cast(dtype);
        return module;
    }
}
