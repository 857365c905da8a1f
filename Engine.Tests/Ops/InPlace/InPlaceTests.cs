namespace PyDeepTensorNet.Tests.Ops.InPlace;

[TestClass]
public sealed class InPlaceTests
{
    [TestMethod]
    public void Fill_EveryDType_TakesTheValue()
    {
        foreach (DType dtype in Enum.GetValues<DType>())
        {
            Tensor x = Tensor.Zeros([2, 2], dtype);
            x.Fill_(1);
            CollectionAssert.AreEqual(new[] { 1.0, 1, 1, 1 }, x.To(DType.Float64).ToArray<double>());
            x.Zero_();
            CollectionAssert.AreEqual(new double[4], x.To(DType.Float64).ToArray<double>());
        }
    }

    [TestMethod]
    public void Fill_StridedView_WritesItsElementsAlone()
    {
        Tensor x = Tensor.Zeros(3, 4);
        x.Slice(1, 1, 4, 2).T.Fill_(5);
        CollectionAssert.AreEqual(new float[] { 0, 5, 0, 5, 0, 5, 0, 5, 0, 5, 0, 5 }, x.ToArray<float>());
    }

    [TestMethod]
    public void CopyFrom_Source_BroadcastsAndMayBeStrided()
    {
        Tensor x = Tensor.Zeros(2, 3), row = new[] { 1f, 2, 3 };
        x.CopyFrom(row);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 1, 2, 3 }, x.ToArray<float>());
        x.T.CopyFrom(new[,] { { 1f, 4 }, { 2, 5 }, { 3, 6 } });
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, x.ToArray<float>());
        x.Narrow(1, 1, 2).CopyFrom(x.Narrow(0, 0, 1).Narrow(1, 0, 2));
        CollectionAssert.AreEqual(new float[] { 1, 1, 2, 4, 1, 2 }, x.ToArray<float>());
    }

    [TestMethod]
    public void CopyFrom_OverlappingViews_ReadBeforeTheyWrite()
    {
        Tensor square = Tensor.Arange(9.0).Reshape(3, 3), line = Tensor.Arange(5.0);
        square.CopyFrom(square.T);
        CollectionAssert.AreEqual(new float[] { 0, 3, 6, 1, 4, 7, 2, 5, 8 }, square.ToArray<float>());
        line.Narrow(0, 1, 4).CopyFrom(line.Narrow(0, 0, 4));
        CollectionAssert.AreEqual(new float[] { 0, 0, 1, 2, 3 }, line.ToArray<float>());
    }

    [TestMethod]
    public void CopyFrom_OtherDTypes_ConvertOnlyWithoutHarm()
    {
        Tensor singles = Tensor.Zeros(2), longs = Tensor.Zeros([2], DType.Int64);
        singles.CopyFrom(new[] { 1, 2 });
        CollectionAssert.AreEqual(new float[] { 1, 2 }, singles.ToArray<float>());
        singles.CopyFrom(0.5);
        CollectionAssert.AreEqual(new[] { 0.5f, 0.5f }, singles.ToArray<float>());
        longs.CopyFrom(new[] { true, false });
        CollectionAssert.AreEqual(new long[] { 1, 0 }, longs.ToArray<long>());
        longs.CopyFrom(new[] { 7, 8 });
        CollectionAssert.AreEqual(new long[] { 7, 8 }, longs.ToArray<long>());
        Check<DTypeException>("CopyFrom: float64[2] does not go into float32[2] without loss, and nothing is narrowed silently; cast it with To(DType.Float32)", () => singles.CopyFrom(new[] { 1.0, 2 }));
        Check<DTypeException>("CopyFrom: float64[] does not go into int64[2] without loss, and nothing is narrowed silently; cast it with To(DType.Int64)", () => longs.CopyFrom(0.5));
        Check<DTypeException>("CopyFrom: int64[2] does not go into int32[2] without loss, and nothing is narrowed silently; cast it with To(DType.Int32)", () => Tensor.Zeros([2], DType.Int32).CopyFrom(longs));
    }

    [TestMethod]
    public void BadShapes_Throw_AndWriteNothing()
    {
        Tensor x = Tensor.Zeros(2, 3), wide = Tensor.Zeros(3).Expand(2, 3);
        Check<ShapeException>("CopyFrom: [2, 3] and [2] do not broadcast: sizes 3 and 2 of axis -1 differ and neither is 1; Reshape or Unsqueeze one of them", () => x.CopyFrom(new[] { 1f, 2 }));
        Check<ShapeException>("CopyFrom: the source [4, 2, 3] does not broadcast to [2, 3]; its axes must be 1 or as long as those of the target", () => x.CopyFrom(Tensor.Ones(4, 2, 3)));
        Check<ShapeException>("Fill_: the view [2, 3] is expanded along axis 0, so that its elements share memory and cannot be written apart; write to a Clone()", () => wide.Fill_(1));
        Assert.IsTrue(x.ToArray<float>().All(v => v == 0));
        Assert.IsTrue(wide.ToArray<float>().All(v => v == 0));
        Assert.AreEqual(0, wide.Storage.Version);
    }

    [TestMethod]
    public void EmptyTensors_TakeWrites()
    {
        Tensor x = Tensor.Zeros(0, 3);
        x.Fill_(1);
        x.CopyFrom(Tensor.Ones(1, 3));
        Assert.AreEqual(0, x.ElementCount);
    }

    [TestMethod]
    public void SavedValueOverwritten_GradientThrows()
    {
        Tensor x = Tensor.From(new[] { 1.0, 2 });
        x.Name = "x";
        using var tape = new Tape();
        Tensor y = x.Square().Sum();
        x.Fill_(3);
        x.Zero_();
        Check<TapeException>("Square: its first input, x float64[2], saved as entry 1 for the backward sweep, has been written to in place since (2 writes); write after Gradient, write to a Clone(), or read it with AsReadOnlySpan", () => tape.Gradient(y, x));
    }

    /// <summary>Every way to write counts, through any view; no way to read does.</summary>
    [TestMethod]
    public void Writes_ThroughAnyView_Count()
    {
        Tensor x = Tensor.From(new[] { 1.0, 2, 3, 4 }, [2, 2]);
        Writes(() => x.Fill_(1));
        Writes(() => x.Zero_());
        Writes(() => x.CopyFrom(x + 1.0));
        Writes(() => x.AsSpan<double>()[0] = 1);
        Writes(() => x.AsTensorSpan<double>()[0, 0] = 1);
        Writes(() => x.T.Fill_(1));
        Writes(() => x.Select(0, 1).CopyFrom(0.0));
        Writes(() => x.Detach().Zero_());
        Reads(() => _ = x.AsReadOnlySpan<double>()[0]);
        Reads(() => _ = x.AsReadOnlyTensorSpan<double>()[0, 0]);
        Reads(() => x.ToArray<double>());
        Reads(() => Tensor.Zeros([2, 2], DType.Float64).CopyFrom(x));

        void Writes(Action write)
        {
            using var tape = new Tape();
            Tensor y = x.Square().Sum();
            using (tape.Pause()) write();
            Assert.ThrowsExactly<TapeException>(() => tape.Gradient(y, x));
        }

        void Reads(Action read)
        {
            using var tape = new Tape();
            Tensor y = x.Square().Sum();
            using (tape.Pause()) read();
            Assert.AreEqual(x.Shape, tape.Gradient(y, x).Shape);
        }
    }

    [TestMethod]
    public void RecordedResult_IsNotWrittenTo()
    {
        Tensor x = Tensor.From(new[] { 1.0, 2 });
        using var tape = new Tape();
        Tensor y = x.Square();
        const string because = "float64[2] is the result of Square (entry 1) on the open tape, and an in-place write would make its gradient wrong; write to a Clone().Detach(), after the tape is disposed, or use the functional form";
        Check<TapeException>($"Fill_: {because}", () => y.Fill_(1));
        Check<TapeException>($"Zero_: {because}", () => y.Zero_());
        Check<TapeException>($"CopyFrom: {because}", () => y.CopyFrom(x));
        Check<TapeException>($"AsSpan: {because}; to read only, use AsReadOnlySpan", () => _ = y.AsSpan<double>());
        CollectionAssert.AreEqual(new[] { 1.0, 4 }, y.ToArray<double>());
        tape.Dispose();
        y.Fill_(1);
        CollectionAssert.AreEqual(new[] { 1.0, 1 }, y.ToArray<double>());
    }

    /// <summary>A value that no derivative reads may be overwritten: the gradient of a sum does not need it.</summary>
    [TestMethod]
    public void UnsavedValueOverwritten_GradientStands()
    {
        Tensor x = Tensor.From(new[] { 1.0, 2 });
        using var tape = new Tape();
        Tensor y = (x + 1.0).Sum();
        x.Fill_(9);
        CollectionAssert.AreEqual(new[] { 1.0, 1 }, tape.Gradient(y, x).ToArray<double>());
    }

    private static void Check<TException>(string message, Action call) where TException : Exception => Assert.AreEqual(message, Assert.ThrowsExactly<TException>(call).Message);
}
