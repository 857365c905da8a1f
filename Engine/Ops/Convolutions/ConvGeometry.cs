using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>
/// The shapes of a convolution, checked: images [batch, groups * channels, ..], weights [groups * filters, channels, ..], results [batch, groups * filters, ..]. What its three products share;
/// each is the derivative of the others.
/// </summary>
internal readonly record struct ConvGeometry(Slides Slides, int Groups, Shape Images, Shape Weights, Shape Results)
{
    private static readonly string[] s_axes = ["depth", "height", "width"];

    public Convolution Kernel => new(Slides, Images[0], Groups, Weights[1], Weights[0] / Groups);

    /// <summary>Each result is a sum of products with one filter, at the edges too.</summary>
    public double Flops => 2.0 * Results.ElementCount * (Weights.ElementCount / Math.Max(1, Weights[0]));

    /// <summary>Of a convolution of <paramref name="images"/>, which have a batch axis.</summary>
    public static ConvGeometry Of(string op, Shape images, Shape weights, Sizes stride, Padding padding, Sizes dilation, int groups)
    {
        int axes = weights.Rank - 2;
        if (groups < 1 || weights[0] % groups != 0 || images[1] != weights[1] * groups)
        {
            throw new ShapeException($"{op}: input {images} with weight {weights} (out, in / groups, ..) in {groups} group{(groups == 1 ? "" : "s")}: groups must be positive and divide the {weights[0]} output channels, and the input's {images[1]} channels must be {weights[1]} for each group");
        }
        int[] strides = stride.For(op, "stride", axes, 1, 1), dilations = dilation.For(op, "dilation", axes, 1, 1), spans = Spans(op, weights, dilation);
        (int[] before, int[] after) = padding.Around(op, spans, stride);
        var slides = new Slide[3];
        int[] results = new int[images.Rank];
        (results[0], results[1]) = (images[0], weights[0]);
        Array.Fill(slides, Slide.None);
        for (int i = 0; i < axes; i++)
        {
            int padded = images[i + 2] + before[i] + after[i], room = padded - spans[i] - 1;
            if (weights[i + 2] < 1 || room < 0)
            {
                throw new ShapeException($"{op}: the {s_axes[i + 3 - axes]} of weight {weights}, {weights[i + 2]} elements with dilation {dilations[i]}, does not fit input {images} with padding {padding}: the padded size is {padded}; pad more, or take a smaller kernel");
            }
            results[i + 2] = room / strides[i] + 1;
            slides[i + 3 - axes] = new(images[i + 2], results[i + 2], weights[i + 2], strides[i], before[i], dilations[i]);
        }
        return new(new(slides[0], slides[1], slides[2]), groups, images, weights, Shape.Owning(results));
    }

    /// <summary>How many steps the first tap of a window is from the last one, along each axis.</summary>
    public static int[] Spans(string op, Shape weights, Sizes dilation)
    {
        int[] spans = dilation.For(op, "dilation", weights.Rank - 2, 1, 1);
        for (int i = 0; i < spans.Length; i++) spans[i] *= weights[i + 2] - 1;
        return spans;
    }

    /// <summary>Of the convolution whose transpose takes <paramref name="results"/> to images that are as large as strides and padding leave them, and larger by <paramref name="outputPadding"/>.</summary>
    public static ConvGeometry OfTranspose(string op, Shape results, Shape weights, Sizes stride, Sizes padding, Sizes outputPadding, Sizes dilation, int groups)
    {
        int axes = weights.Rank - 2;
        if (groups < 1 || weights[0] % groups != 0 || results[1] != weights[0])
        {
            throw new ShapeException($"{op}: input {results} with weight {weights} (in, out / groups, ..) in {groups} group{(groups == 1 ? "" : "s")}: groups must be positive and divide the input's channels, which must be the weight's {weights[0]}");
        }
        int[] strides = stride.For(op, "stride", axes, 1, 1), dilations = dilation.For(op, "dilation", axes, 1, 1);
        int[] before = padding.For(op, "padding", axes, 0, 0), more = outputPadding.For(op, "output padding", axes, 0, 0);
        var slides = new Slide[3];
        int[] images = new int[results.Rank];
        (images[0], images[1]) = (results[0], weights[1] * groups);
        Array.Fill(slides, Slide.None);
        for (int i = 0; i < axes; i++)
        {
            if (more[i] >= strides[i] && more[i] >= dilations[i]) throw new ShapeException($"{op}: output padding {outputPadding} must be smaller than stride {stride} or dilation {dilation}; it chooses between sizes that a convolution maps to the same one");
            images[i + 2] = (results[i + 2] - 1) * strides[i] - 2 * before[i] + (weights[i + 2] - 1) * dilations[i] + more[i] + 1;
            if (results[i + 2] < 1 || weights[i + 2] < 1 || images[i + 2] < 1) throw new ShapeException($"{op}: input {results} with weight {weights}, padding {padding}: the {s_axes[i + 3 - axes]} of the result would be {images[i + 2]}; sizes must be 1 or more, pad less");
            slides[i + 3 - axes] = new(images[i + 2], results[i + 2], weights[i + 2], strides[i], before[i], dilations[i]);
        }
        return new(new(slides[0], slides[1], slides[2]), groups, Shape.Owning(images), weights, results);
    }

    /// <summary>Checks ranks and dtypes; a single image gets a batch axis.</summary>
    /// <returns>Whether the input had no batch axis.</returns>
    public static bool Batch(string op, int axes, ref Tensor x, Tensor weight, Tensor? bias, int outputs)
    {
        if (weight.Rank != axes + 2 || x.Rank < axes + 1 || x.Rank > axes + 2)
        {
            string spatial = axes switch { 1 => "width", 2 => "height, width", _ => "depth, height, width" };
            throw new ShapeException($"{op}: input {x.Shape} with weight {weight.Shape}: the input must be [batch, channels, {spatial}], or without the batch, the weight have {axes + 2} axes; add what is missing with Unsqueeze");
        }
        if (!x.DType.IsFloating() || weight.DType != x.DType || (bias is not null && bias.DType != x.DType))
        {
            throw new DTypeException($"{op}: input {x.DType.Name()}, weight {weight.DType.Name()}{(bias is null ? "" : ", bias " + bias.DType.Name())}: all must be of one floating dtype; cast with To");
        }
        if (bias is not null && (bias.Rank != 1 || bias.Shape[0] != outputs)) throw new ShapeException($"{op}: the bias has shape {bias.Shape}; for the weight {weight.Shape} it must be [{outputs}], a number for each output channel");
        if (x.Rank == axes + 2) return false;
        x = x.Unsqueeze(0);
        return true;
    }
}
