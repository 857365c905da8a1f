namespace PyDeepTensorNet;

public sealed partial class Tape
{
    /// <summary>
    /// Why the gradient of <paramref name="loss"/> with respect to <paramref name="parameter"/> is what it is: the way from one to the other, or where and why it is cut (detached, cast to an
    /// integer, computed outside the tape or while it was paused, written in place), or where the cotangent becomes zero (dead units, a factor of zero, a function without slope).
    /// With <see cref="TapeOptions.Debug"/> it sees what was not recorded too, and gives lines.
    /// </summary>
    /// <param name="loss">Any floating tensor; the cotangent of each element is taken to be 1.</param>
    /// <param name="parameter">A parameter, input or intermediate value.</param>
    /// <exception cref="TapeException">The tape belongs to another thread.</exception>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    public GradientExplanation Explain(Tensor loss, Tensor parameter)
    {
        CheckUsable(nameof(Explain));
        return Explainer.Explain(_journal, _start, loss, parameter);
    }

    /// <summary>The explanation while the tape is open, null after.</summary>
    internal GradientExplanation? TryExplain(Tensor loss, Tensor parameter) =>
        !_disposed && ReferenceEquals(_journal, Journal.OfThread) && _journal.IsOpen(this) ? Explainer.Explain(_journal, _start, loss, parameter) : null;
}
