namespace PyDeepTensorNet;

/// <summary>A gradient was asked for that does not exist: the loss does not depend on that tensor, or it was not asked for.</summary>
public sealed class MissingGradientException : InvalidOperationException
{
    /// <summary>An exception without a message.</summary>
    public MissingGradientException() { }

    /// <summary>An exception with its message.</summary>
    public MissingGradientException(string message) : base(message) { }

    /// <summary>An exception with its message and cause.</summary>
    public MissingGradientException(string message, Exception innerException) : base(message, innerException) { }

    internal MissingGradientException(string message, GradientExplanation explanation) : base(message) => Explanation = explanation;

    /// <summary>Where and why the gradient is lost; null where there is no one loss and parameter to explain.</summary>
    public GradientExplanation? Explanation { get; }
}
