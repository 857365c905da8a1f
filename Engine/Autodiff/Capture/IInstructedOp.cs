namespace PyDeepTensorNet;

/// <summary>An op that captured steps compute by an instruction of its own, say to fuse it or to spare the objects of a call.</summary>
internal interface IInstructedOp : IOp
{
    Instruction Instruct(Rule rule, Tensor[] inputs, Tensor output);
}
