namespace PyDeepTensorNet;

/// <summary>
/// A tape as a picture. All show what is known: shapes and the bytes kept for the backward sweep always, the norms of gradients that are given, modules as groups and the times of operations and
/// derivatives where the tape has <see cref="TapeOptions.Profile"/> or a <see cref="Profile"/> is open, source lines where it has <see cref="TapeOptions.Debug"/>.
/// </summary>
public static class TapePictures
{
    /// <summary>The tape as a table, as <see cref="Tape.ToString"/> prints it, with the norms of gradients.</summary>
    /// <inheritdoc cref="ToDot"/>
    public static string ToTable(this Tape tape, Gradients? gradients = null) => TapeText.Print(Graph(tape, gradients, nameof(ToTable)));

    /// <summary>
    /// The tape in the language of Graphviz (<c>dot -Tsvg tape.dot</c>): a box for each operation, an ellipse for each tensor that it was given, shapes on the edges, the bytes kept for the
    /// backward sweep, and results with a thick border.
    /// </summary>
    /// <param name="tape">An open tape of this thread.</param>
    /// <param name="gradients">Adds the norm of each gradient to the tensor it belongs to.</param>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    /// <exception cref="TapeException">The tape belongs to another thread.</exception>
    public static string ToDot(this Tape tape, Gradients? gradients = null) => TapeDot.Print(Graph(tape, gradients, nameof(ToDot)));

    /// <summary>The tape as a Mermaid flowchart, which GitHub and many editors draw where Markdown holds it in a <c>mermaid</c> block; it shows what <see cref="ToDot"/> shows.</summary>
    /// <inheritdoc cref="ToDot"/>
    public static string ToMermaid(this Tape tape, Gradients? gradients = null) => TapeMermaid.Print(Graph(tape, gradients, nameof(ToMermaid)));

    /// <summary>
    /// The tape as an HTML page that needs no network and no other file: drag and turn the wheel to move and zoom, search, click for details. Times show as bars, and the profile as a table.
    /// </summary>
    /// <param name="tape">An open tape of this thread.</param>
    /// <param name="gradients">Adds the norm of each gradient to the tensor it belongs to.</param>
    /// <param name="title">The page's title.</param>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    /// <exception cref="TapeException">The tape belongs to another thread.</exception>
    public static string ToHtml(this Tape tape, Gradients? gradients = null, string title = "Tape") =>
        TapePage.Print(Graph(tape, gradients, nameof(ToHtml)), tape.Profile ?? Profile.Current, title);

    private static TapeGraph Graph(Tape tape, Gradients? gradients, string member)
    {
        tape.CheckUsable(member);
        Profile? profile = tape.Profile ?? Profile.Current;
        using Profile.Interlude interlude = Profile.Pause();
        var norms = new Dictionary<int, double>();
        foreach (var (tensor, gradient) in gradients ?? Enumerable.Empty<KeyValuePair<Tensor, Tensor>>())
        {
            int node = Journal.OfThread.Find(tensor);
            if (node != Entry.NoNode) norms[node] = GradCheck.Unrecorded(() => Math.Sqrt(gradient.To(DType.Float64).Square().Sum().Item()));
        }
        return tape.Graph(profile, norms);
    }
}
