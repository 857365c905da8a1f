using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The largest element so far along an axis and its place (int64), of equal ones the latest, to which the gradient goes. From the first NaN on it is NaN.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public (Tensor Values, Tensor Indices) CumMax(int dim) => CumExtreme("CumMax", dim, largest: true);

    private (Tensor Values, Tensor Indices) CumExtreme(string op, int dim, bool largest)
    {
        int axis = Shape.Axis(op, dim);
        Tensor places = AxisPlaces.Find(this, axis, Shape.SizeAt(axis), new RunningExtremeKernel(largest));
        return (Gather(axis, places), places);
    }

    private readonly struct RunningExtremeKernel(bool largest) : IPlacesKernel
    {
        public void Run<T>(ReadOnlySpan<T> line, Span<long> places) where T : unmanaged, INumber<T>
        {
            int place = 0;
            for (int i = 0; i < line.Length; i++)
            {
                T best = line[place], next = line[i];
                if (!T.IsNaN(best) && (T.IsNaN(next) || (largest ? next >= best : next <= best))) place = i;
                places[i] = place;
            }
        }
    }
}
