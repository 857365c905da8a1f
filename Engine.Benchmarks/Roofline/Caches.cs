using System.Globalization;

namespace PyDeepTensorNet.Benchmarks.Roofline;

/// <summary>The sizes of the processor's caches, where the system tells.</summary>
internal static class Caches
{
    /// <summary>Bytes of the data cache of a level; null where unknown.</summary>
    public static long? Size(int level)
    {
        const string Root = "/sys/devices/system/cpu/cpu0/cache";
        if (!Directory.Exists(Root)) return null;
        foreach (string cache in Directory.GetDirectories(Root, "index*"))
        {
            string size = Read("size");
            if (Read("level") != $"{level}" || Read("type") == "Instruction" || !size.EndsWith('K')) continue;
            return long.Parse(size.AsSpan(0, size.Length - 1), CultureInfo.InvariantCulture) << 10;

            string Read(string name) => File.ReadAllText(Path.Combine(cache, name)).Trim();
        }
        return null;
    }
}
