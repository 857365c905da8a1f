namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Degrees as radians: x pi / 180, elementwise, integers as float32.</summary>
    public Tensor Deg2Rad() => this * (Math.PI / 180);
}
