using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace PyDeepTensorNet.Benchmarks.Suites;

/// <summary>Adds a column with the 10^9 floating-point operations a second of a matrix product of size N.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class GigaflopsAttribute() : ColumnConfigBaseAttribute(new Column())
{
    private sealed class Column : IColumn
    {
        public string Id => "Gigaflops";

        public string ColumnName => "GFLOP/s";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => "10^9 floating-point operations a second, 2 N^3 in the mean time";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
            summary[benchmarkCase]?.ResultStatistics is { } statistics
                ? $"{MatMulKernels<float>.Operations((int)benchmarkCase.Parameters[nameof(MatMulKernels<>.N)]) / statistics.Mean:F2}"
                : "?";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public bool IsAvailable(Summary summary) => true;
    }
}
