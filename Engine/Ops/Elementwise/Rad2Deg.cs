namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Radians as degrees: x 180 / pi, elementwise, integers as float32.</summary>
    public Tensor Rad2Deg() => this * (180 / Math.PI);
}
