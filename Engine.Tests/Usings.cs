global using static PyDeepTensorNet.Tests.Expect;

[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]
