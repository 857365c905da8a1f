using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>The shapes of a pool, checked: [.., spatial axes] to [.., as many windows].</summary>
internal readonly record struct PoolGeometry(Pooling Kernel, Shape Input, Shape Output)
{
    /// <summary>Windows of one size that slide over the last axes.</summary>
    public static PoolGeometry Sliding(string op, int axes, Tensor x, Sizes kernelSize, Sizes stride, Sizes padding, Sizes dilation, bool ceilMode, bool countPadding = true)
    {
        CheckInput(op, axes, x);
        if (kernelSize.IsDefault) throw new ShapeException($"{op}: the window has no size; give one number, or one for each spatial axis");
        int[] size = kernelSize.For(op, "kernel size", axes, 1, kernelSize), strides = stride.For(op, "stride", axes, 1, kernelSize);
        int[] before = padding.For(op, "padding", axes, 0, 0), dilations = dilation.For(op, "dilation", axes, 1, 1);
        Shape shape = x.Shape;
        int first = shape.Rank - axes;
        return Over(shape, axes, Along);

        PoolAxis Along(int i)
        {
            int input = shape[first + i], span = (size[i] - 1) * dilations[i], room = input + 2 * before[i] - span - 1;
            if (2 * before[i] > size[i]) throw new ShapeException($"{op}: padding {padding} exceeds half of the window {kernelSize}: a window would lie in the padding alone; pad at most {size[i] / 2} along axis {first + i}");
            if (room < 0 && !(ceilMode && room + strides[i] > 0)) throw new ShapeException($"{op}: a window of {kernelSize} with dilation {dilation} does not fit {shape} with padding {padding}: axis {first + i} has {input + 2 * before[i]} elements with padding; take a smaller window");
            int count = (ceilMode ? room + strides[i] - 1 : room) / strides[i] + 1;
            // A window must begin inside the input or the padding before it.
            if (ceilMode && (count - 1) * strides[i] >= input + before[i]) count--;
            int[] start = new int[count], end = new int[count], counts = new int[count];
            for (int o = 0; o < count; o++)
            {
                int from = o * strides[i] - before[i], until = Math.Min(from + span + 1, input + before[i]);
                counts[o] = until - from;
                if (from < 0) from += (-from + dilations[i] - 1) / dilations[i] * dilations[i];
                (start[o], end[o]) = (from, Math.Min(until, input));
                if (!countPadding) counts[o] = end[o] - start[o];
            }
            return new(input, start, end, counts, dilations[i]);
        }
    }

    /// <summary>So many windows that divide each of the last axes as evenly as it goes; -1 keeps an axis as it is.</summary>
    public static PoolGeometry Adaptive(string op, int axes, Tensor x, Sizes outputSize)
    {
        CheckInput(op, axes, x);
        int[] sizes = outputSize.For(op, "output size", axes, -1, -1);
        Shape shape = x.Shape;
        int first = shape.Rank - axes;
        return Over(shape, axes, Along);

        PoolAxis Along(int i)
        {
            int input = shape[first + i], output = sizes[i] < 0 ? input : sizes[i];
            int[] start = new int[output], end = new int[output], counts = new int[output];
            for (int o = 0; o < output; o++)
            {
                start[o] = (int)((long)o * input / output);
                end[o] = (int)(((long)(o + 1) * input + output - 1) / output);
                counts[o] = end[o] - start[o];
            }
            return new(input, start, end, counts);
        }
    }

    private static PoolGeometry Over(Shape shape, int axes, Func<int, PoolAxis> along)
    {
        PoolAxis[] pools = [PoolAxis.None, PoolAxis.None, PoolAxis.None];
        int[] output = shape.ToArray();
        for (int i = 0; i < axes; i++)
        {
            pools[i + 3 - axes] = along(i);
            output[shape.Rank - axes + i] = pools[i + 3 - axes].Output;
        }
        return new(new(pools[0], pools[1], pools[2]), shape, Shape.Owning(output));
    }

    private static void CheckInput(string op, int axes, Tensor x)
    {
        string spatial = axes switch { 1 => "width", 2 => "height, width", _ => "depth, height, width" };
        if (x.Rank != axes + 1 && x.Rank != axes + 2) throw new ShapeException($"{op}: {x.Shape}: the input must be [batch, channels, {spatial}], or without the batch; add what is missing with Unsqueeze");
        for (int i = x.Rank - axes - 1; i < x.Rank; i++)
        {
            if (x.Shape[i] == 0 && (i >= x.Rank - axes || x.Rank == axes + 2)) throw new ShapeException($"{op}: {x.Shape} has no elements along axis {i}; only the batch may be empty");
        }
        if (!x.DType.IsFloating()) throw new DTypeException($"{op}: {x.Describe()} is not floating; cast it with To(DType.Float32)");
    }
}
