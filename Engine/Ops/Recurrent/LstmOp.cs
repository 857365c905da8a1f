using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>
/// All steps of a long short-term memory in one operation: of projected inputs gx [t, b, 4 n], a weight [4 n, n] and first states h and c [b, n], the vector of all h and all c, [t, b, n]
/// each. See <see cref="Lstm{T}"/>; in reverse, time runs backwards.
/// </summary>
internal readonly record struct LstmOp(bool Reverse, LstmOp.Gates Kept) : INaryOp
{
    /// <summary>The gates of the first run, [t, b, 4 n], for its derivative: as a part of the result their cotangents would be zeros, and more than all others.</summary>
    internal sealed class Gates
    {
        public Tensor? Values { get; set; }
    }

    public string Name => "Lstm";

    public Residuals Residuals => Residuals.Inputs | Residuals.Output;

    /// <summary>All h, and all c.</summary>
    public static (Tensor H, Tensor C) Run(Tensor gx, Tensor weight, Tensor h, Tensor c, bool reverse)
    {
        Tensor all = Apply.Nary(new LstmOp(reverse, new()), gx, weight, h, c);
        int steps = gx.Shape[0], batch = gx.Shape[1], n = weight.Shape[1];
        return (Part(all, 0, steps, batch, n), Part(all, 1, steps, batch, n));
    }

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    public void Vjp(Pullback pull)
    {
        Tensor gx = pull.Input(0), weight = pull.Input(1), h = pull.Input(2), c = pull.Input(3);
        var (dz, dw, dh, dc) = Journal.IsDifferentiating ? Recorded(pull, gx, weight, h, c) : Fused(pull, gx, weight, h, c);
        if (pull.Needs(0)) pull.Add(0, dz);
        if (pull.Needs(1)) pull.Add(1, dw);
        if (pull.Needs(2)) pull.Add(2, dh);
        if (pull.Needs(3)) pull.Add(3, dc);
    }

    /// <summary>All h (0) or all c (1) of the result or its cotangent.</summary>
    private static Tensor Part(Tensor all, int part, int steps, int batch, int n)
    {
        int count = steps * batch * n;
        return all.Narrow(0, part * count, count).Reshape(steps, batch, n);
    }

    private unsafe Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor gx = inputs[0].Contiguous(), weight = inputs[1].Contiguous(), h = inputs[2].Contiguous(), c = inputs[3].Contiguous();
        int steps = gx.Shape[0], batch = gx.Shape[1], n = weight.Shape[1], count = steps * batch * n;
        Tensor all = Tensor.Empty([2 * count], gx.DType), gates = Tensor.Empty([4 * count], gx.DType);
        fixed (T* x = gx.Span<T>(), w = weight.Span<T>(), h0 = h.Span<T>(), c0 = c.Span<T>(), y = all.Span<T>(), kept = gates.Span<T>())
        {
            if (count > 0) new Lstm<T>(steps, batch, n, Reverse).Forward(x, w, h0, c0, y, y + count, kept);
        }
        Kept.Values ??= gates;
        return all;
    }

    /// <summary>Without a record.</summary>
    private (Tensor Z, Tensor W, Tensor H, Tensor C) Fused(Pullback pull, Tensor gx, Tensor weight, Tensor h, Tensor c)
    {
        LstmOp op = this;
        Tensor y = pull.Output, dy = pull.Dy;
        bool needsWeight = pull.Needs(1);
        Tensor parts = Journal.Capturing is { } recorder ? recorder.Computed("LstmGrad", [gx, weight, h, c, y, dy], Compute) : Compute();
        int from = 0;
        return (Next(gx), Next(weight), Next(h), Next(c));

        Tensor Compute() => gx.DType == DType.Float32 ? op.Fused<float>(gx, weight, h, c, y, dy, needsWeight) : op.Fused<double>(gx, weight, h, c, y, dy, needsWeight);

        Tensor Next(Tensor x)
        {
            from += x.ElementCount;
            return parts.Alias(x.Shape, null, parts.Offset + from - x.ElementCount);
        }
    }

    /// <summary>The cotangents one behind the other.</summary>
    private unsafe Tensor Fused<T>(Tensor gx, Tensor weight, Tensor h, Tensor c, Tensor y, Tensor dy, bool needsWeight) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (weight, h, c, dy) = (weight.Contiguous(), h.Contiguous(), c.Contiguous(), dy.Contiguous());
        int steps = gx.Shape[0], batch = gx.Shape[1], n = weight.Shape[1], count = steps * batch * n, each = batch * n;
        Tensor parts = Tensor.Empty([(4 * count) + weight.ElementCount + (2 * each)], gx.DType);
        Span<T> dz = parts.Span<T>()[..(4 * count)], dw = parts.Span<T>().Slice(4 * count, weight.ElementCount), dh = parts.Span<T>().Slice((4 * count) + weight.ElementCount, each), dc = parts.Span<T>()[^each..];
        parts.Span<T>()[(4 * count)..].Clear();
        if (count == 0) return parts;
        fixed (T* w = weight.Span<T>(), c0 = c.Span<T>(), all = y.Span<T>(), gates = Kept.Values!.Span<T>(), u = dy.Span<T>(), z = dz, h0 = dh, dc0 = dc)
        {
            new Lstm<T>(steps, batch, n, Reverse).Backward(w, c0, all + count, gates, u, u + count, z, h0, dc0);
        }
        if (!needsWeight) return parts;
        // dW = the sum over the steps of dz^T h: one product for the steps that have one before them, and one for the first.
        ReadOnlySpan<T> zs = dz, hs = y.Span<T>()[..count];
        int rest = count - each;
        AddProduct(Reverse ? zs[..(4 * rest)] : zs[(4 * each)..], Reverse ? hs[each..] : hs[..rest], dw, n);
        AddProduct(Reverse ? zs[(4 * rest)..] : zs[..(4 * each)], h.Span<T>(), dw, n);
        return parts;

        static void AddProduct(ReadOnlySpan<T> cotangents, ReadOnlySpan<T> states, Span<T> dw, int n) =>
            Gemm.MultiplyAdd(4 * n, n, states.Length / n, new(cotangents, 1, 4 * n), new Gemm.Matrix<T>(states, n, 1), dw);
    }

    /// <summary>The same in tensor operations, to be differentiated again.</summary>
    private (Tensor Z, Tensor W, Tensor H, Tensor C) Recorded(Pullback pull, Tensor gx, Tensor weight, Tensor h0, Tensor c0)
    {
        int steps = gx.Shape[0], batch = gx.Shape[1], n = weight.Shape[1];
        Tensor[] y = Parts(pull.Output), u = Parts(pull.Dy);
        Tensor dw = Tensor.ZerosLike(weight), dh = Tensor.ZerosLike(h0), dc = Tensor.ZerosLike(c0);
        var dz = new Tensor[steps];
        for (int step = steps - 1; step >= 0; step--)
        {
            int time = Reverse ? steps - 1 - step : step, before = Reverse ? time + 1 : time - 1;
            Tensor cell = step == 0 ? c0 : y[1].Select(0, before), state = step == 0 ? h0 : y[0].Select(0, before);
            Tensor[] z = (gx.Select(0, time) + state.MatMul(weight.T)).Chunk(4, -1);
            Tensor i = z[0].Sigmoid(), f = z[1].Sigmoid(), g = z[2].Tanh(), o = z[3].Sigmoid(), tanh = y[1].Select(0, time).Tanh();
            dh += u[0].Select(0, time);
            dc += u[1].Select(0, time) + dh * o * (1 - tanh.Square());
            dz[time] = Tensor.Cat([dc * g * i * (1 - i), dc * cell * f * (1 - f), dc * i * (1 - g.Square()), dh * tanh * o * (1 - o)], -1);
            dw += dz[time].T.MatMul(state);
            (dh, dc) = (dz[time].MatMul(weight), dc * f);
        }
        return (Tensor.Stack(dz), dw, dh, dc);

        Tensor[] Parts(Tensor all) => [Part(all, 0, steps, batch, n), Part(all, 1, steps, batch, n)];
    }
}
