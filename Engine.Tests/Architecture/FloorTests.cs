using System.Runtime.InteropServices;

namespace PyDeepTensorNet.Tests.Architecture;

/// <summary>The house rules, read off the compiled engine and its folders.</summary>
[TestClass]
public sealed class FloorTests
{
    /// <summary>What adding up cotangents and bringing operands to one dtype takes.</summary>
    private static readonly string[] s_opsOfTheSweep = ["Ops/Elementwise/Add.cs", "Ops/Elementwise/Cast.cs", "Ops/Reductions/SumToSize.cs", "Ops/Views/Contiguous.cs", "Ops/Creation/Constants.cs"];

    [TestMethod]
    public void Rooms_InTheFolder_AreThoseOfTheHouse()
    {
        string[] folders = [.. Directory.GetDirectories(EngineImage.Folder).Select(folder => Path.GetFileName(folder)).Where(folder => folder is not ("bin" or "obj" or "Analyzers"))];
        CollectionAssert.IsSubsetOf(folders, Rooms.Known.ToArray(), "a room that stands on no floor: give it one in Rooms.cs");
        CollectionAssert.IsSubsetOf(EngineImage.Read.Types.Select(type => type.Room).Distinct().ToArray(), folders);
    }

    [TestMethod]
    public void Members_OfEachRoom_UseTheirFloorAndThoseBelow() => AssertNone(use => !Rooms.MayUse(use.User.Room, use.Used.Room));

    [TestMethod]
    public void Autodiff_OfAllOps_UsesThoseThatCotangentsNeed() => AssertNone(use => use.User.Room == "Autodiff" && use.Used.Room == "Ops" && !s_opsOfTheSweep.Contains(use.Used.File));

    [TestMethod]
    public void RoomsAboveOps_Compose_WithoutOpsOfTheirOwn() =>
        AssertNone(use => Rooms.Floor(use.User.Room) > Rooms.Floor("Graph") && (use.Used.File.StartsWith("Autodiff/Families/", StringComparison.Ordinal) || use.Used.File == "Autodiff/Rule.cs"));

    [TestMethod]
    public void Ops_AreDeclared_InTheRoomOfTheOps()
    {
        HashSet<string> ops = [.. Catalog.OpCatalog.Types.Select(type => type.Name)];
        AssertNone([.. EngineImage.Read.Types.Where(type => ops.Contains(type.Member) && type.Room != "Ops" && type.File != "Autodiff/Families/Part.cs").Select(type => $"{type.File}: the op {type.Member} belongs in Ops")]);
    }

    [TestMethod]
    public void Ops_EachFile_OffersOne()
    {
        HashSet<string> ops = [.. Catalog.OpCatalog.Types.Select(type => type.Name)];
        IEnumerable<string> crowded =
            from use in EngineImage.Read.Uses
            where use.User.Member.StartsWith("Tensor.", StringComparison.Ordinal) && ops.Contains(use.Used.Member) && use.User.File == use.Used.File
            group use by use.User.File into file
            let methods = file.GroupBy(use => use.User.Member, use => use.Used.Member).ToArray()
            from one in methods
            from other in methods
            where string.CompareOrdinal(one.Key, other.Key) < 0 && !one.Intersect(other).Any()
            select $"{file.Key}: {one.Key} and {other.Key} are ops of their own; give each a file";
        AssertNone([.. crowded]);
    }

    [TestMethod]
    public void Engine_OfAllPackages_RefersToTensorsOnly()
    {
        string framework = RuntimeEnvironment.GetRuntimeDirectory();
        CollectionAssert.AreEqual(new[] { "System.Numerics.Tensors" }, EngineImage.Read.References.Where(name => !File.Exists(Path.Combine(framework, name + ".dll"))).ToArray());
    }

    [TestMethod]
    public void Readme_OfEachRoom_SaysFloorAndNeighbours()
    {
        foreach (string folder in Directory.GetDirectories(EngineImage.Folder).Where(folder => Rooms.Known.Contains(Path.GetFileName(folder))))
        {
            string room = Path.GetFileName(folder), file = Path.Combine(folder, "README.md");
            Assert.IsTrue(File.Exists(file), $"Engine/{room} has no README.md: what is here, what it may use, what a new file looks like");
            string[] lines = File.ReadAllLines(file);
            Assert.AreEqual($"# {room} (floor {Rooms.Floor(room)})", lines[0], file);
            Assert.IsInRange(4, 8, lines.Length, file);
            Assert.ContainsSingle(line => line.StartsWith("May use: ", StringComparison.Ordinal), lines, file);
            Assert.ContainsSingle(line => line.StartsWith("A new file ", StringComparison.Ordinal), lines, file);
        }
    }

    [TestMethod]
    public void Uses_OfEveryKind_AreFound()
    {
        (string User, string Used)[] uses = [.. EngineImage.Read.Uses.Select(use => ($"{use.User.File} {use.User.Member}", $"{use.Used.File} {use.Used.Member}"))];
        CollectionAssert.Contains(uses, ("Nn/Linear.cs Linear.Forward", "Ops/Contractions/Linear.cs Tensor.Linear"), "a call");
        CollectionAssert.Contains(uses, ("Ops/Contractions/MatMul.cs MatMulOp.Product", "Kernels/Gemm.cs Gemm.Multiply"), "a call of a generic method");
        CollectionAssert.Contains(uses, ("Tensors/Tensor.cs Tensor", "Tensors/Tensor.cs Tensor.Extras"), "a field's type");
        CollectionAssert.Contains(uses, ("Ops/Elementwise/Sigmoid.cs SigmoidOp", "Autodiff/Families/Unary.cs IUnaryOp"), "an interface");
        CollectionAssert.Contains(uses, ("Data/TensorDataset.cs TensorDataset", "Data/IDataset.cs IDataset"), "an interface without a method body");
    }

    private static void AssertNone(Func<(Place User, Place Used), bool> isWrong) => AssertNone(
        [.. EngineImage.Read.Uses.Where(isWrong).Select(use => $"{use.User.File}: {use.User.Member} may not use {use.Used.Member} of {use.Used.File}").Distinct()]);

    private static void AssertNone(string[] faults)
    {
        Array.Sort(faults, StringComparer.Ordinal);
        if (faults.Length > 0) Assert.Fail(string.Join('\n', faults));
    }
}
