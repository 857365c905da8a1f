namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>A fixed piece of work that other libraries are timed on too, under the same id. One file each: the yardstick finds the class.</summary>
internal abstract class Workload
{
    /// <summary>One of <see cref="Titles"/>.</summary>
    public string Id => GetType().Name;

    /// <summary>What its lines start with.</summary>
    public virtual string Label => Id;

    /// <summary>What each workload is, those included that the engine cannot do yet.</summary>
    public static IReadOnlyList<(string Id, string Title)> Titles { get; } =
    [
        ("W1", "the lab's loop: Linear(4, 3), sigmoid, sum of squares, SGD, one sample a step"),
        ("W2", "the same with 4-5-3, a sigmoid after each layer"),
        ("W3", "W1 with batches of 32"),
        ("W4", "a chain of 100 additions and multiplications on 16 floats: what recording an operation costs"),
        ("W5", "matrix products, square and in the shapes of training"),
        ("W6", "MLP 784-512-256-10, ReLU, cross-entropy, Adam, batch 128"),
        ("W7", "CNN on 1x28x28, batch 64, SGD with momentum"),
        ("W7conv", "one convolution, forward and backward"),
        ("W8", "GPT of 4 layers, context 64, AdamW"),
        ("W9", "tanh(x a + b) sigmoid(x), summed, forward and backward, 1k to 10M elements"),
        ("W9k", "single elementwise and row-wise kernels"),
        ("W10", "LSTM of 50 steps, forward and backward"),
        ("W11", "from process start to the first gradient"),
    ];

    /// <summary>The workload of an id, null where it is only a title yet.</summary>
    public static Workload? Find(string id) => typeof(Workload).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Workload)) && !type.IsAbstract)
        .Select(type => (Workload)Activator.CreateInstance(type)!)
        .FirstOrDefault(workload => workload.Id == id);

    /// <summary>
    /// Ways of doing it that are measured in a process each: where steps are so short that it counts what the runtime has seen before it compiled them, as it lays code out for that, or where each is to have a peak of memory of its own.
    /// Empty where one process measures all.
    /// </summary>
    public virtual IReadOnlyList<string> Modes => [];

    /// <summary>Measures, and writes a line for each figure.</summary>
    public abstract void Run(Report report);
}
