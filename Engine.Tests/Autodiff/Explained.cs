using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>What tests of explanations share.</summary>
internal static class Explained
{
    /// <summary>A vector named w.</summary>
    public static Tensor Parameter(params ReadOnlySpan<float> values)
    {
        Tensor parameter = values.ToArray();
        parameter.Name = "w";
        return parameter;
    }

    /// <summary>The line that this is called on.</summary>
    public static int Line([CallerLineNumber] int line = 0) => line;

    /// <summary>That a gradient is missing or zero, for a cause, in these words.</summary>
    public static void AssertCut(GradientCause cause, string text, GradientExplanation explanation)
    {
        Assert.AreEqual(text, explanation.ToString());
        Assert.AreEqual(cause, explanation.Cause);
        Assert.IsFalse(explanation.HasGradient);
    }

    /// <summary>A variable that is read once is none in optimised code, where the lines of its two statements are not told apart.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Read(params ReadOnlySpan<Tensor> tensors) => Assert.IsFalse(tensors.IsEmpty);
}
