namespace PyDeepTensorNet.Training;

/// <summary>Where a training run stands after a step.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Step">The step in the epoch, from 1.</param>
/// <param name="Steps">How many the epoch has.</param>
/// <param name="MeanLoss">The mean loss of the epoch's samples so far.</param>
/// <param name="Elapsed">Since the start of the run.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, int Step, int Steps, double MeanLoss, TimeSpan Elapsed)
{
    /// <summary>Whether this was the epoch's last step, so that <see cref="MeanLoss"/> is the epoch's.</summary>
    public bool IsEpochEnd => Step == Steps;
}
