namespace PyDeepTensorNet;

/// <summary>A tape as a picture; <see cref="Tape.ToString"/> prints it as a table.</summary>
public static class TapePictures
{
    /// <summary>
    /// The tape in the language of Graphviz (<c>dot -Tsvg tape.dot</c>): a box for each operation, an ellipse for each tensor that it was given, shapes on the edges, the bytes kept for the
    /// backward sweep, and results with a thick border.
    /// </summary>
    /// <param name="tape">An open tape of this thread.</param>
    /// <param name="gradients">Adds the norm of each gradient to the tensor it belongs to.</param>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    /// <exception cref="TapeException">The tape belongs to another thread.</exception>
    public static string ToDot(this Tape tape, Gradients? gradients = null) => TapeDot.Print(TapeGraph.Of(tape, gradients, nameof(ToDot)));

    /// <summary>The tape as a Mermaid flowchart, which GitHub and many editors draw where Markdown holds it in a <c>mermaid</c> block; it shows what <see cref="ToDot"/> shows.</summary>
    /// <inheritdoc cref="ToDot"/>
    public static string ToMermaid(this Tape tape, Gradients? gradients = null) => TapeMermaid.Print(TapeGraph.Of(tape, gradients, nameof(ToMermaid)));
}
