namespace PyDeepTensorNet;

/// <summary>A segment on the tape: its pull runs it again, recorded, and sweeps back through that.</summary>
internal sealed class CheckpointRule(Func<IReadOnlyList<Tensor>, Tensor> segment, int inputs, Course course, IReadOnlyDictionary<Generator, GeneratorState> generators) : Rule
{
    public override string Name => nameof(Checkpoint);

    public override Residuals Residuals => Residuals.Inputs;

    public override void Pull(in Entry entry, Tensor dy, Sweep sweep)
    {
        Journal journal = Journal.OfThread;
        Tensor[] arguments = [.. Trace.InputsOf(entry).Take(inputs)];
        HashSet<int> uses = [.. entry.Inputs()];
        // The segment is code of the user's, and long: its operations pin memory themselves, and between them it is to be used again.
        using BufferLedger.Scope suspended = BufferLedger.Suspend(dy);
        using MemoryEpoch.Unpinned unpinned = MemoryEpoch.Unpin();
        if (journal.IsRecording)
        {
            // What is to be differentiated again must stay.
            int start = journal.Count;
            Tensor y = Run(arguments);
            int[] places = [.. Enumerable.Range(start, journal.Count - start).SelectMany(node => journal[node].Inputs()).Where(node => node < start).Distinct()];
            Check(journal, start, y, places.Except(uses));
            Back(journal, start, y, dy, places.Select(node => (node, node)), sweep);
        }
        else
        {
            using var branch = new Branch(journal);
            Tensor y = Run(arguments);
            (int Inside, int Outside)[] places =
                [.. Enumerable.Range(0, branch.Journal.Count).Select(node => (node, branch.Journal.LeafAt(node) is { } leaf ? journal.Find(leaf) : Entry.NoNode)).Where(place => place.Item2 != Entry.NoNode)];
            Check(branch.Journal, 0, y, places.Where(place => !uses.Contains(place.Outside)).Select(place => place.Inside));
            branch.Journal.Pause();
            Back(branch.Journal, 0, y, dy, places, sweep);
        }
    }

    /// <summary>The second run, from the same state; it leaves none behind.</summary>
    private Tensor Run(Tensor[] arguments)
    {
        using var log = new StateLog(keepsMemory: true);
        foreach (var (generator, state) in generators) generator.State = state;
        try
        {
            return segment(arguments);
        }
        finally
        {
            log.PutBack();
        }
    }

    /// <summary>Refuses a second run that did something else, or that used something else: entries that the first one did not use.</summary>
    private void Check(Journal journal, int start, Tensor y, IEnumerable<int> others)
    {
        Course? again = Course.Of(journal, start, y);
        string? difference = course.Difference(again)
            ?? others.Select(node => $"it uses {journal[node].DType.Name()}{journal[node].Shape}, which it did not use before: a variable that it captures may have been assigned to since").FirstOrDefault()
            ?? course.DifferenceOfResult(again!);
        if (difference is null) return;
        throw new TapeException($"{Name}: the segment did something else when the backward sweep ran it again: {difference}; with the same inputs it must do the same, so pass as an input what changes between the two runs, and keep counters, modes and random numbers that are not a Generator's out of it");
    }

    /// <summary>Sweeps back through the second run. Its sums go on where those of the sweep around it stand, so that they have the bits that they would have without a checkpoint.</summary>
    private static void Back(Journal journal, int start, Tensor y, Tensor dy, IEnumerable<(int Inside, int Outside)> places, Sweep outside)
    {
        (int Inside, int Outside)[] needed = [.. places.Where(place => outside.Needs(place.Outside))];
        Gradients.Pair[] pairs = [.. needed.Select(place => new Gradients.Pair { Node = place.Inside, Value = outside.Take(place.Outside) })];
        // Hooks of what comes from outside are called out there, when all uses have added up.
        Dictionary<int, Tensor>? watched = journal.Watched;
        if (watched is not null)
        {
            journal.Watched = new(watched);
            foreach (Gradients.Pair pair in pairs) journal.Watched.Remove(pair.Node);
        }
        bool inSweep = journal.Debug is { InSweep: true };
        Sweep inside = journal.RentSweep();
        try
        {
            inside.Run(start, journal.Find(y), dy, pairs);
        }
        finally
        {
            journal.Return(inside);
            journal.Watched = watched;
            journal.Debug?.InSweep = inSweep;
        }
        for (int i = 0; i < pairs.Length; i++) outside.Add(needed[i].Outside, pairs[i].Value);
    }
}
