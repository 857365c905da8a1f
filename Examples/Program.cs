namespace Examples;

/// <summary><c>dotnet run -c Release --project Examples -- NAME --option value</c> runs an example; no name means the lab.</summary>
internal static class Program
{
    private static readonly Example[] s_examples =
    [
        new("lab", "the course lab, section by section: one layer, its gradient, its training, the four questions", Lab.Run),
        new("digits", "a network that reads real handwritten digits, and those it misreads", Digits.Run),
        new("xor", "the smallest network worth training, in a page", Xor.Run),
        new("expression", "the derivatives of any C# expression, checked against differences", Expression.Run),
        new("boundary", "two classes in the plane, and the line that a network draws between them", Boundary.Run),
        new("pinn", "a network that solves a differential equation through its own second derivatives", Pinn.Run),
        new("hessian", "Newton's method beside gradient descent, in a curved valley", Hessian.Run),
        new("fixedpoint", "a solver with a derivative of its own: Kepler's equation, and an orbit found from positions", Implicit.Run),
        new("checkpoint", "memory for time: deep networks whose inner values the backward sweep computes again", Checkpoints.Run),
        new("tape", "what a training step records and what it costs: as a page to click through, for Graphviz, for trace viewers", TapePage.Run),
        new("debug", "why a network does not learn: where a gradient is lost, and where the first NaN comes from", Debug.Run),
        new("list", "this list", List),
    ];

    /// <returns>0, or 2 where the command line is at fault.</returns>
    private static int Main(string[] args)
    {
        bool named = args.Length > 0 && !args[0].StartsWith('-');
        string name = named ? args[0] : "lab";
        try
        {
            Example example = Array.Find(s_examples, example => example.Name == name)
                ?? throw new UsageException($"there is no example '{name}'; there are {string.Join(", ", s_examples.Select(example => example.Name))}");
            example.Run(new Options(example, named ? args[1..] : args));
            return 0;
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine($"error: {exception.Message}");
            return 2;
        }
    }

    private static void List(Options options)
    {
        if (!options.Complete()) return;
        Show.Table(["example", "what it shows"], s_examples.Select(example => new[] { example.Name, example.About }));
        Show.Note("dotnet run -c Release --project Examples -- NAME runs one; NAME --help tells its options.");
    }
}
