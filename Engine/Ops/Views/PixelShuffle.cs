namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Channels laid out as finer pixels: [.., c r^2, h, w] becomes [.., c, h r, w r], each group of r^2 channels filling a square of r by r pixels.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than three axes, the factor is not positive, or its square does not divide the channels.</exception>
    public Tensor PixelShuffle(int upscale)
    {
        (int channels, int height, int width) = Picture("PixelShuffle", upscale);
        int square = upscale * upscale;
        if (channels % square != 0) throw new ShapeException($"PixelShuffle: {Shape} by {upscale}: axis -3, size {channels}, is not divisible by {upscale}^2 = {square}; give as many channels for each finer one");
        ReadOnlySpan<int> batch = Shape.Dims[..^3];
        int n = batch.Length;
        // [.., c, r, r, h, w] to [.., c, h, r, w, r].
        return Reshape([.. batch, channels / square, upscale, upscale, height, width])
            .Permute([.. Enumerable.Range(0, n + 1), n + 3, n + 1, n + 4, n + 2])
            .Reshape([.. batch, channels / square, height * upscale, width * upscale]);
    }

    /// <summary>Squares of r by r pixels laid out as channels: [.., c, h r, w r] becomes [.., c r^2, h, w]; undoes <see cref="PixelShuffle"/>.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than three axes, the factor is not positive, or does not divide height and width.</exception>
    public Tensor PixelUnshuffle(int downscale)
    {
        (int channels, int height, int width) = Picture("PixelUnshuffle", downscale);
        for (int axis = -2; axis < 0; axis++)
        {
            if (Shape[Rank + axis] % downscale != 0) throw new ShapeException($"PixelUnshuffle: {Shape} by {downscale}: axis {axis}, size {Shape[Rank + axis]}, is not divisible by {downscale}; Pad or crop the picture");
        }
        ReadOnlySpan<int> batch = Shape.Dims[..^3];
        int n = batch.Length;
        (height, width) = (height / downscale, width / downscale);
        // [.., c, h, r, w, r] to [.., c, r, r, h, w].
        return Reshape([.. batch, channels, height, downscale, width, downscale])
            .Permute([.. Enumerable.Range(0, n + 1), n + 2, n + 4, n + 1, n + 3])
            .Reshape([.. batch, channels * downscale * downscale, height, width]);
    }

    private (int Channels, int Height, int Width) Picture(string op, int factor)
    {
        if (Rank < 3) throw new ShapeException($"{op}: {Shape} has {Rank} axes; it must have channels, height and width last");
        if (factor < 1) throw new ShapeException($"{op}: {Shape} by {factor}: the factor must be 1 or more");
        return (Shape[^3], Shape[^2], Shape[^1]);
    }
}
