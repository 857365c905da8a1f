namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The elements moved by <paramref name="shift"/> places along an axis; those pushed out at one end come in at the other. The cotangent moves back.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor Roll(int shift, int dim)
    {
        int axis = Shape.Axis("Roll", dim);
        if (ElementCount == 0 || Rank == 0) return this;
        int size = Shape[axis];
        shift = (shift % size + size) % size;
        return shift == 0 ? this : Apply.Transform(new RollOp(axis, shift), this);
    }

    /// <summary>The elements moved along several axes.</summary>
    /// <exception cref="ShapeException">The lists differ in length, or an axis does not exist.</exception>
    public Tensor Roll(ReadOnlySpan<int> shifts, ReadOnlySpan<int> dims)
    {
        if (shifts.Length != dims.Length) throw new ShapeException($"Roll: {shifts.Length} shifts {Shape.Format(shifts)} for {dims.Length} axes {Shape.Format(dims)}; give one shift for each axis");
        Tensor rolled = this;
        for (int i = 0; i < shifts.Length; i++) rolled = rolled.Roll(shifts[i], dims[i]);
        return rolled;
    }

    /// <summary>The elements moved as if they were one row, in row-major order.</summary>
    public Tensor Roll(int shift) => Flatten().Roll(shift, 0).Reshape(Shape);
}

internal readonly record struct RollOp(int Axis, int Shift) : ITransformOp
{
    public string Name => "Roll";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        Tensor y = Tensor.Empty(x.Shape, x.DType);
        int stay = x.Shape[Axis] - Shift;
        y.Narrow(Axis, Shift, stay).Write(x.Narrow(Axis, 0, stay));
        y.Narrow(Axis, 0, Shift).Write(x.Narrow(Axis, stay, Shift));
        return y;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => dy.Roll(-Shift, Axis);
}
