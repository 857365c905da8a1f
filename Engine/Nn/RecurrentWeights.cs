namespace PyDeepTensorNet.Nn;

/// <summary>The parameters of a recurrent layer in one direction: of inputs, of states, and of the projection of outputs where there is one.</summary>
internal sealed record RecurrentWeights(Tensor Input, Tensor State, Tensor? InputBias, Tensor? StateBias, Tensor? Projection = null)
{
    /// <summary>Both biases as one.</summary>
    public Tensor? Bias => InputBias is null ? null : InputBias + StateBias!;

    /// <summary>Uniform in (-1 / sqrt(hidden), 1 / sqrt(hidden)), as PyTorch starts them.</summary>
    public static Tensor Start(int[] dims, int hidden, DType dtype, Generator? generator)
    {
        double bound = 1 / Math.Sqrt(hidden);
        return Init.Uniform_(Tensor.Zeros(Shape.Create(dims), dtype), -bound, bound, generator);
    }

    /// <summary>tanh, or the ReLU, of gx + h W^T + b.</summary>
    public Tensor Plain(Tensor projected, Tensor h, bool relu)
    {
        Tensor z = projected + h.Linear(State, StateBias);
        return relu ? z.Relu() : z.Tanh();
    }

    /// <summary>The gated recurrent unit (Cho et al. 2014, with the reset behind the product): r, z and n of gates, (1 - z) n + z h.</summary>
    public Tensor Gated(Tensor projected, Tensor h)
    {
        Tensor[] x = projected.Chunk(3, -1), y = h.Linear(State, StateBias).Chunk(3, -1);
        Tensor r = (x[0] + y[0]).Sigmoid(), z = (x[1] + y[1]).Sigmoid(), n = (x[2] + r * y[2]).Tanh();
        return n + z * (h - n);
    }

    /// <summary>One step of a long short-term memory whose output is projected.</summary>
    public (Tensor H, Tensor C) Projected(Tensor projected, Tensor h, Tensor c)
    {
        Tensor[] z = (projected + h.Linear(State)).Chunk(4, -1);
        c = z[1].Sigmoid() * c + z[0].Sigmoid() * z[2].Tanh();
        return ((z[3].Sigmoid() * c.Tanh()).Linear(Projection!), c);
    }
}
