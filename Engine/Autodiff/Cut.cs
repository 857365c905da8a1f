namespace PyDeepTensorNet;

/// <summary>In debug mode: a value that was made from others without a record, so that no gradient passes.</summary>
/// <param name="Cause">Why there is no record.</param>
/// <param name="Op">The operation.</param>
/// <param name="Inputs">What the value was made from.</param>
/// <param name="Output">The tensor, or the <see cref="Storage"/> that was written to.</param>
/// <param name="Value">dtype and shape of the value.</param>
/// <param name="Site">The line that asked for it.</param>
/// <param name="After">The number of entries at that time.</param>
internal sealed record Cut(GradientCause Cause, string Op, Tensor[] Inputs, object Output, string Value, Site? Site, int After)
{
    private string At => Site is null ? Op : $"{Op} ({Site.ToString(Op)})";

    public string Reason => Cause switch
    {
        GradientCause.Paused => $"cut at {At}, which ran while the tape was paused",
        GradientCause.Overwritten => $"cut at {At}, a write in place, which is not recorded",
        GradientCause.Detached when Inputs.Length == 0 => $"its memory is read through the constant {Value}, a Detach or a view from outside the tape{(Site is null ? "" : $", first used at {Site}")}",
        GradientCause.NotDifferentiable => $"cut at {At}, whose result {Value} is not floating",
        _ => $"cut at {At}, whose result {Value} is a constant to the tape",
    };

    public string Remedy => Cause switch
    {
        GradientCause.Paused => "move it out of the Pause block",
        GradientCause.Overwritten => "build the value with Stack, Cat or Where",
        GradientCause.NotDifferentiable => "keep the value floating, and choose a smooth function in its place",
        _ => "leave Detach out, and take views while the tape is open",
    };

    public GradientStep Step => new(null, Op, Value, Site, null);
}
