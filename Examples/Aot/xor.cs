#:project ../../Engine/Engine.csproj
#:property PublishAot=true

// A native program of one file that needs nothing but the engine:
//   dotnet publish Examples/Aot/xor.cs -c Release -o out && out/xor
// An argument is the number of steps: out/xor 0 only starts. The exit code is 0 if it has learned.
// Native code is for any x64 processor unless told otherwise: -p:IlcInstructionSet=x86-64-v3 lets the kernels use AVX2.

using PyDeepTensorNet;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

Tensor x = new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
Tensor y = new float[,] { { 0 }, { 1 }, { 1 }, { 0 } };

var random = new Generator(1);
Sequential net = [new Linear(2, 8, generator: random), new Tanh(), new Linear(8, 1, generator: random), new Sigmoid()];
var optimizer = new Adam(net.Parameters(), 0.05);
var loss = new BCELoss();

int steps = args.Length > 0 ? int.Parse(args[0]) : 500;
double last = double.NaN;
for (int step = 0; step < steps; step++)
{
    using var tape = new Tape();
    Tensor value = loss.Forward(net.Forward(x), y);
    optimizer.Step(tape.Gradient(value, net.Parameters()));
    last = value.Item();
}

Console.WriteLine($"loss {last:F6}");
Console.WriteLine(net.Forward(x));
return last < 0.01 ? 0 : 1;
