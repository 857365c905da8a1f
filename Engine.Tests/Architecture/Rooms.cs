namespace PyDeepTensorNet.Tests.Architecture;

/// <summary>The house: rooms on floors. A room uses itself and the floors below.</summary>
internal static class Rooms
{
    private static readonly string[][] s_floors = [["Kernels"], ["Tensors"], ["Autodiff", "Ops"], ["Graph"], ["Nn", "Optim", "Data", "IO"], ["Training"]];

    /// <summary>Rooms of one floor that may use each other: ops are recorded, and the sweep adds cotangents by ops.</summary>
    private const string Shared = "Autodiff, Ops";

    public static IReadOnlyList<string> Known { get; } = [.. s_floors.SelectMany(floor => floor)];

    /// <summary>The floor of a room, beyond all where it is none.</summary>
    public static int Floor(string room) => Array.FindIndex(s_floors, floor => floor.Contains(room)) is var floor and >= 0 ? floor : int.MaxValue;

    public static bool MayUse(string room, string other) =>
        room == other || Floor(other) < Floor(room) || (Floor(other) == Floor(room) && Shared.Contains(room, StringComparison.Ordinal) && Shared.Contains(other, StringComparison.Ordinal));
}
