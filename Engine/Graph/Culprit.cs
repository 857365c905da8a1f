namespace PyDeepTensorNet;

/// <summary>Where a failed gradient check puts the fault.</summary>
/// <param name="Op">The op's name on the tape.</param>
/// <param name="Number">Its number among what the function recorded.</param>
/// <param name="Operands">Its inputs, dtypes and shapes.</param>
/// <param name="Result">Its output likewise.</param>
/// <param name="Site">The line that asked for it, where that is known.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record Culprit(string Op, int Number, IReadOnlyList<string> Operands, string Result, Site? Site, string Reason)
{
    /// <summary>In a line: <c>first fault at Mul #3, float64[3] x float64[3] -&gt; float64[3] (x * y, Model.cs:14): why</c>.</summary>
    public override string ToString() => $"first fault at {Op} #{Number}, {string.Join(" x ", Operands)} -> {Result}{(Site is null ? "" : $" ({Site.ToString(Op)})")}: {Reason}";
}
