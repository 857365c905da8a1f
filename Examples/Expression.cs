using PyDeepTensorNet;

namespace Examples;

/// <summary>Any C# expression of tensors can be differentiated: change <see cref="F"/>, and everything below follows.</summary>
internal static class Expression
{
    private static Tensor F(Tensor x, Tensor y)
    {
        Tensor wave = (x * y).Sin() + (-x.Square()).Exp();
        // Control flow is C#'s own; the tape records what happened.
        for (int i = 0; i < 3; i++) wave = (wave + x / y).Tanh();
        return wave;
    }

    public static void Run(Options options)
    {
        double at = options.Real("x", 0.7, -100, 100, "the first argument"), beside = options.Real("y", 1.3, 0.01, 100, "the second argument, which is divided by");
        if (!options.Complete()) return;

        Tensor x = Tensor.Full([], at, DType.Float64), y = Tensor.Full([], beside, DType.Float64);
        (x.Name, y.Name) = ("x", "y");

        using (var tape = new Tape())
        {
            Tensor f = F(x, y);
            Show.Section("What the tape recorded");
            Show.Line($"{tape}");
            Show.Section("Value and derivatives");
            Gradients first = tape.Gradient(f, [x, y], createGraph: true);
            Show.Value("f", f);
            Show.Value("df/dx", first[x]);
            Show.Value("df/dy", first[y]);
            // A gradient is a tensor like any other: recorded too, it can be differentiated again.
            Show.Value("d2f/dx2", tape.Gradient(first[x], x));
            Show.Value("d2f/dxdy", tape.Gradient(first[x], y));
        }

        Show.Section("The first derivatives beside differences");
        Show.Check(GradCheck.Run(inputs => F(inputs[0], inputs[1]), [x, y]));
        Show.Section("The second ones");
        Show.Check(GradGradCheck.Run(inputs => F(inputs[0], inputs[1]), [x, y]));
        Show.Note("Checked is the gradient of a sum of the first derivatives with random weights; the cotangent is the weight of f itself.");
    }
}
