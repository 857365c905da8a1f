namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Class numbers as rows of zeros with a one: int64 of one more axis, y[.., c] = 1 where c is the element and 0 elsewhere.</summary>
    /// <param name="numClasses">The length of the rows; -1 takes one more than the largest class.</param>
    /// <exception cref="DTypeException">The tensor is not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">A class is negative or not below <paramref name="numClasses"/>.</exception>
    /// <exception cref="ShapeException"><paramref name="numClasses"/> is below -1, or is -1 and there is no class.</exception>
    public Tensor OneHot(int numClasses = -1)
    {
        long[] classes = Places.Read("OneHot", this);
        if (numClasses < -1) throw new ShapeException($"OneHot: {numClasses} classes; give their number, or -1 for one more than the largest");
        if (numClasses == -1)
        {
            if (classes.Length == 0) throw new ShapeException($"OneHot: {Shape} holds no class to infer their number from; give numClasses");
            numClasses = (int)Math.Clamp(classes.Max() + 1, 0, Array.MaxLength);
        }
        Tensor y = Zeros([.. Shape, numClasses], DType.Int64);
        Span<long> rows = y.Span<long>();
        for (int i = 0; i < classes.Length; i++)
        {
            if ((ulong)classes[i] >= (ulong)numClasses) throw new TensorIndexException($"OneHot: class {classes[i]} at {Places.Position(i, Shape)} is out of range: classes run from 0 to {numClasses - 1}{(classes[i] < 0 ? "" : "; give a larger numClasses")}");
            rows[i * numClasses + (int)classes[i]] = 1;
        }
        return y;
    }
}
