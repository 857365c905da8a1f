namespace PyDeepTensorNet.Tests;

/// <summary>One example or more of every kind of mistake, with the text that answers it; each op's own tests have theirs.</summary>
[TestClass]
public sealed class BadInputTests
{
    private static readonly Tensor s_matrix = Tensor.Ones(2, 3), s_vector = Tensor.Ones(4), s_none = Tensor.Ones(2, 0);

    [TestMethod]
    public void ShapesThatDoNotFit()
    {
        Expect.Throws<ShapeException>("Add: [2, 3] and [4] do not broadcast: sizes 3 and 4 of axis -1 differ and neither is 1; Reshape or Unsqueeze one of them", () => _ = s_matrix + s_vector);
        Expect.Throws<ShapeException>("Ge: [2, 3] and [4] do not broadcast: sizes 3 and 4 of axis -1 differ and neither is 1; Reshape or Unsqueeze one of them", () => _ = s_matrix >= s_vector);
        Expect.Throws<ShapeException>("MatMul: [2, 3] x [2, 3]: inner sizes 3 and 2 differ; transpose one operand with .T, or check the layer's sizes", () => s_matrix.MatMul(s_matrix));
        Expect.Throws<ShapeException>("MatMul: [5, 2, 3] x [4, 3, 2]: leading sizes 5 and 4 of axis -3 differ and neither is 1; make them equal, or add an axis with Unsqueeze", () => Tensor.Ones(5, 2, 3).MatMul(Tensor.Ones(4, 3, 2)));
        Expect.Throws<ShapeException>("Linear: input [2, 3] x weight [3, 4] (out, in): the input's last size must be 4; a weight stored as [in, out] is used with MatMul", () => s_matrix.Linear(Tensor.Ones(3, 4)));
        Expect.Throws<ShapeException>("Linear: the bias has shape [3]; for the weight [4, 3] (out, in) it must be [4]", () => s_matrix.Linear(Tensor.Ones(4, 3), Tensor.Ones(3)));
        Expect.Throws<ShapeException>("Reshape: [2, 3] with 6 elements does not fit [4] with 4; the number of elements must stay the same", () => s_matrix.Reshape(4));
        Expect.Throws<ShapeException>("Expand: [2, 3] does not expand to [4, 3]: axis 0 has size 2 and cannot become 4; only axes of size 1 repeat", () => s_matrix.Expand(4, 3));
        Expect.Throws<ShapeException>("Cat: [2, 3] and [1, 2] (tensor 1) along axis 0: sizes 3 and 2 of axis 1 differ; only the joined axis may", () => Tensor.Cat([s_matrix, Tensor.Ones(1, 2)]));
        Expect.Throws<ShapeException>("Stack: [2, 3] and [4] (tensor 1) differ; only tensors of one shape stack, others join along an axis with Cat", () => Tensor.Stack([s_matrix, s_vector]));
        Expect.Throws<ShapeException>("CopyFrom: [2, 3] and [4] do not broadcast: sizes 3 and 4 of axis -1 differ and neither is 1; Reshape or Unsqueeze one of them", () => Tensor.Zeros(2, 3).CopyFrom(s_vector));
    }

    [TestMethod]
    public void RanksAndAxes()
    {
        Expect.Throws<ShapeException>("Sum: axis 2 does not exist in [2, 3]; it must be from -2 to 1", () => s_matrix.Sum(2));
        Expect.Throws<ShapeException>("Sum: [0, -2] names axis 0 of [2, 3] twice; name each axis once", () => s_matrix.Sum([0, -2]));
        Expect.Throws<ShapeException>("Linear: the weight has shape [4]; it must be 2-d, [out, in]", () => s_matrix.Linear(s_vector));
        Expect.Throws<ShapeException>("MatMul: [] x [2, 3]: a 0-d tensor has no inner axis; multiply by a scalar with *", () => Tensor.Full([], 1).MatMul(s_matrix));
        Expect.Throws<ShapeException>("Transpose: axis 2 does not exist in [2, 3]; it must be from -2 to 1", () => s_matrix.Transpose(0, 2));
        Expect.Throws<ShapeException>("Permute: [0] names 1 axes, [2, 3] has 2; name each axis once", () => s_matrix.Permute(0));
        Expect.Throws<ShapeException>("Diagonal: [4] has 1 axes and no matrix; it needs two or more, and Diag makes a matrix of a vector", () => s_vector.Diagonal());
        Expect.Throws<ShapeException>("Item: [2, 3] has 6 elements, not one; reduce it (Sum, Mean) or index it first", () => s_matrix.Item());
    }

    [TestMethod]
    public void IndicesOutOfRange()
    {
        Expect.Throws<TensorIndexException>("Index: index 2 is out of range for axis 0 of float32[2, 3], size 2; valid are -2 to 1", () => _ = s_matrix[2]);
        Expect.Throws<TensorIndexException>("Index: index ^4 is out of range for axis 1 of float32[2, 3], size 3; valid are -3 to 2", () => _ = s_matrix[0, ^4]);
        Expect.Throws<TensorIndexException>("Index: range 1..4 does not lie within axis 1 of float32[2, 3], size 3; TensorIndex.Slice cuts bounds to the axis", () => _ = s_matrix[0, 1..4]);
        Expect.Throws<TensorIndexException>("Index: [0, 0, 0] covers 3 axes, float32[2, 3] has 2; leave items out, or use NewAxis for a new axis", () => _ = s_matrix[0, 0, 0]);
        Expect.Throws<TensorIndexException>("IndexSelect: index 5 at [1] of the index tensor is out of range for axis 1 of [2, 3]: indices run from 0 to 2", () => s_matrix.IndexSelect(1, new[] { 0, 5 }));
        Expect.Throws<TensorIndexException>("Gather: index 7 at [0, 1] of the index tensor is out of range for axis 0 of [2, 3]: indices run from 0 to 1", () => s_matrix.Gather(0, new[,] { { 0, 7 } }));
        Expect.Throws<TensorIndexException>("OneHot: class 3 at [1] is out of range: classes run from 0 to 2; give a larger numClasses", () => ((Tensor)new[] { 0L, 3 }).OneHot(3));
        Expect.Throws<DTypeException>("Index: the index float32[4] must be int64 or int32; cast it with To(DType.Int64)", () => _ = s_matrix[s_vector]);
        Expect.Throws<ShapeException>("TensorIndex.Slice: step -1 is not positive; slice forwards and reverse with Flip", () => TensorIndex.Slice(3, 0, -1));
    }

    [TestMethod]
    public void LossesAndTheirTargets()
    {
        Expect.Throws<ShapeException>("MseLoss: input [2, 3] and target [2, 4] differ: sizes 3 and 4 of axis 1; a loss does not broadcast: compare equal shapes, or Expand one of them", () => s_matrix.MseLoss(Tensor.Ones(2, 4)));
        Expect.Throws<ShapeException>("L1Loss: input [4, 1] and target [4] have 2 and 1 axes; a loss does not broadcast: Reshape, Squeeze or Unsqueeze one of them", () => Tensor.Ones(4, 1).L1Loss(s_vector));
        Expect.Throws<DTypeException>("MseLoss: input float32[4] and target float64[4] differ in dtype; cast the target with To(DType.Float32)", () => s_vector.MseLoss(Tensor.Ones([4], DType.Float64)));
        Expect.Throws<TensorIndexException>("CrossEntropy: class 3 at [1] of the target is out of range: the input [2, 3] has 3 classes on axis 1, 0 to 2, and ignoreIndex is -100", () => s_matrix.CrossEntropy(new[] { 0L, 3 }));
        Expect.Throws<TensorIndexException>("NllLoss: class -1 at [0] of the target is out of range: the input [2, 3] has 3 classes on axis 1, 0 to 2, and ignoreIndex is -100", () => s_matrix.NllLoss(new[] { -1L, 3 }));
    }

    [TestMethod]
    public void ReductionsOfNothing()
    {
        const string advice = "check for an empty batch, or reduce another axis";
        Expect.Throws<ShapeException>($"AMax: [2, 0]: axis 1 has no elements, and AMax of nothing has no value; {advice}", () => s_none.AMax(1));
        Expect.Throws<ShapeException>($"Min: [2, 0]: the tensor has no elements, and Min of nothing has no value; {advice}", () => s_none.Min());
        Expect.Throws<ShapeException>($"ArgMax: [2, 0]: axis 1 has no elements, and ArgMax of nothing has no value; {advice}", () => s_none.ArgMax(1));
        Expect.Throws<ShapeException>($"Norm: [2, 0]: axis 1 has no elements, and Norm of nothing has no value; {advice}", () => s_none.Norm(double.PositiveInfinity, 1));
        // What has a value of nothing gives it.
        Assert.AreEqual(0, s_none.AMax(0).ElementCount);
        Assert.AreEqual(0f, (float)s_none.Sum());
        Assert.AreEqual(1f, (float)s_none.Prod());
        Assert.AreEqual(float.NegativeInfinity, (float)s_none.LogSumExp(1)[0]);
        Assert.IsTrue(float.IsNaN((float)s_none.Mean()));
    }

    [TestMethod]
    public void LossesThatHaveNoGradient()
    {
        Tensor x = Tensor.Ones(2), index = new[] { 1 };
        using var tape = new Tape();
        Tensor y = x * 2;
        Expect.Throws<ShapeException>("Gradient: the loss has shape [2], 2 elements, and only one number has a gradient; reduce it with Sum() or Mean(), or give the cotangent as seed", () => tape.Gradient(y, x));
        Expect.Throws<ShapeException>("Gradient: the seed has shape [1], the loss [2]; a cotangent has the shape of its value", () => tape.Gradient(y, x, Tensor.Ones(1)));
        Expect.Throws<DTypeException>("Gradient: the seed is float64, the loss float32; cast the seed with To(DType.Float32)", () => tape.Gradient(y, x, Tensor.Ones([2], DType.Float64)));
        Expect.Throws<DTypeException>("Gradient: the loss int32[1] is not differentiable: only float32 and float64 tensors are", () => tape.Gradient(index * 2, x));
        Expect.Throws<DTypeException>("Gradient: parameter 0, int32[1] is not differentiable: only float32 and float64 tensors are; cast it with To(DType.Float32) before the tape uses it", () => tape.Gradient(y.Sum(), index));
        Expect.Throws<TapeException>("Gradient: the loss float32[] was not recorded on this tape: it was computed before the tape was opened, while it was paused, on another thread, or detached; compute it after `new Tape()`", () => tape.Gradient(y.Sum().Detach(), x));
        using var inner = new Tape();
        Expect.Throws<TapeException>("Gradient: the loss float32[2] was recorded before this tape was opened; differentiate it with the outer tape, or compute it after `new Tape()`", () => inner.Gradient(y, x, y));
    }

    [TestMethod]
    public void TapesThatAreNotOpen()
    {
        Tensor x = Tensor.Ones(1);
        var tape = new Tape();
        Tensor loss = x.Square();
        tape.Dispose();
        tape.Dispose();
        const string gone = "the tape is disposed, and what it recorded is gone; call";
        Expect.Throws<ObjectDisposedException>(Of($"Gradient: {gone} Gradient before the end of its using block"), () => tape.Gradient(loss, x));
        Expect.Throws<ObjectDisposedException>(Of($"Count: {gone} Count before the end of its using block"), () => _ = tape.Count);
        Expect.Throws<ObjectDisposedException>(Of($"Pause: {gone} Pause before the end of its using block"), () => tape.Pause());
        Expect.Throws<TapeException>("Backward: no tape is open on this thread, so nothing led to float32[1] that could be differentiated; put `using var tape = new Tape();` before the forward computation", () => loss.Backward());
        Expect.Throws<TapeException>("Autograd.Grad: no tape is open on this thread; put `using var tape = new Tape();` before the forward computation", () => Autograd.Grad(loss, [x]));

        static string Of(string message) => new ObjectDisposedException(nameof(Tape), message).Message;
    }

    [TestMethod]
    public void ParametersThatTheLossDoesNotReach()
    {
        Tensor x = Tensor.Ones(1), unused = Tensor.Ones(2), cut = Tensor.Ones(1);
        (unused.Name, cut.Name) = ("head.bias", "scale");
        using var tape = new Tape();
        Tensor loss = (x * (cut * 2).Detach()).Sum();
        Expect.Throws<MissingGradientException>("Gradient: the loss float32[] does not depend on parameter 1, head.bias float32[2]: no differentiable operation has used it since the tape was opened; use it while the tape is open, leave it out, or pass allowUnused: true", () => tape.Gradient(loss, [x, unused]));
        Expect.Throws<MissingGradientException>("Gradient: the loss float32[] does not depend on parameter 0, scale float32[1]: operations on this tape used it, but no path of differentiable operations leads from it to the loss (through a gradient only with createGraph: true); the last of them, MulScalar, entry 1, is used by nothing that was recorded; make the loss from it, leave it out, or pass allowUnused: true", () => tape.Gradient(loss, cut));
        Gradients gradients = tape.Gradient(loss, [x, unused], allowUnused: true);
        Expect.Throws<MissingGradientException>("Gradients: the loss does not depend on head.bias float32[2], so it has no gradient (allowUnused was true); leave it out or use TryGet: no differentiable operation has used it since the tape was opened; use it while the tape is open", () => _ = gradients[unused]);
        Expect.Throws<MissingGradientException>("Gradients: the gradient of scale float32[1] was not asked for; pass the tensor to Gradient with the other parameters", () => _ = gradients[cut]);
        Assert.AreEqual(1f, (float)gradients[x] / 2);
    }

    [TestMethod]
    public void WritesInPlace()
    {
        Tensor x = Tensor.Ones(2, 3), windows = Tensor.Arange(5.0).Unfold(0, 3, 1), rows = Tensor.Ones(3).Expand(2, 3);
        x.Name = "x";
        using var tape = new Tape();
        Tensor y = x.Square();
        Expect.Throws<TapeException>("Fill_: float32[2, 3] is the result of Square (entry 1) on the open tape, and an in-place write would make its gradient wrong; write to a Clone().Detach(), after the tape is disposed, or use the functional form", () => y.Fill_(0));
        x.Fill_(2);
        Expect.Throws<TapeException>("Square: its first input, x float32[2, 3], saved as entry 1 for the backward sweep, has been written to in place since (1 write); write after Gradient, write to a Clone(), or read it with AsReadOnlySpan", () => tape.Gradient(y.Sum(), x));
        Expect.Throws<ShapeException>("Fill_: the elements of the view [3, 3] with strides [1, 1] overlap in memory and cannot be written apart; write to a Clone()", () => windows.Fill_(1));
        Expect.Throws<ShapeException>("AsTensorSpan: the view [2, 3] is expanded along axis 0, so that its elements share memory and cannot be written apart; write to a Clone()", () => rows.AsTensorSpan<float>());
        Assert.AreEqual(7f, rows.Clone().AsReadOnlySpan<float>().Length + 1);
    }
}
