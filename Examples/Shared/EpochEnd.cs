using PyDeepTensorNet.Training;

namespace Examples;

/// <summary>Calls <paramref name="action"/> after the last step of each epoch, at once and on the thread that trains, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class EpochEnd(Action<TrainingProgress> action) : IProgress<TrainingProgress>
{
    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (value.IsEpochEnd) action(value);
    }
}
