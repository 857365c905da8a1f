using PyDeepTensorNet;
using PyDeepTensorNet.Nn;

namespace Examples;

/// <summary>One training step of the digit reader, seen: its tape as a page to click through and for Graphviz, its profile as a table and for trace viewers.</summary>
internal static class TapePage
{
    public static void Run(Options options)
    {
        int batch = options.Whole("batch", 32, 1, 1437, "the digits in the step");
        string folder = options.OutputFolder();
        if (!options.Complete()) return;

        Sequential net = Digits.Network(256, new Generator(1));
        (Tensor pixels, Tensor labels) = Digits.Some(batch);
        (pixels.Name, labels.Name) = ("pixels", "labels");
        // The first step of a process is the compiler's more than the engine's.
        for (int i = 0; i < 100; i++) Step(TapeOptions.Profile | TapeOptions.Debug, null);
        Step(TapeOptions.Profile | TapeOptions.Debug, (tape, gradients) =>
        {
            Save("tape.html", tape.ToHtml(gradients, "The digit reader's training step"));
            Save("tape.dot", tape.ToDot(gradients));
            Save("tape.mmd", tape.ToMermaid(gradients));
        });
        using var profile = Profile.Start();
        for (int i = 0; i < 20; i++) Step(TapeOptions.None, null);
        profile.Dispose();
        Show.Line(profile.ToString());
        Save("trace.json", profile.ToTraceJson());

        void Step(TapeOptions what, Action<Tape, Gradients>? use)
        {
            using var tape = new Tape(what);
            Tensor loss = net.Forward(pixels).CrossEntropy(labels);
            Gradients gradients = tape.Gradient(loss, net.Parameters());
            use?.Invoke(tape, gradients);
        }

        void Save(string name, string text)
        {
            string path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            Show.Note($"wrote {path}");
        }
    }
}
