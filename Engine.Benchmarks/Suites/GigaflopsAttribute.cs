using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using PyDeepTensorNet.Benchmarks.Roofline;

namespace PyDeepTensorNet.Benchmarks.Suites;

/// <summary>Adds columns with the 10^9 floating-point operations a second of a matrix product of size N, and what part that is of the most that one thread can do.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class GigaflopsAttribute() : ColumnConfigBaseAttribute(new Column(ofPeak: false), new Column(ofPeak: true))
{
    private sealed class Column(bool ofPeak) : IColumn
    {
        public string Id => ofPeak ? "OfPeak" : "Gigaflops";

        public string ColumnName => ofPeak ? "% of peak" : "GFLOP/s";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => ofPeak ? 1 : 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => ofPeak ? "Part of the multiply-adds that one thread of this machine does in a loop of nothing else" : "10^9 floating-point operations a second, 2 N^3 in the mean time";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
        {
            if (summary[benchmarkCase]?.ResultStatistics is not { } statistics) return "?";
            double rate = MatMulKernels<float>.Operations((int)benchmarkCase.Parameters[nameof(MatMulKernels<>.N)]) / statistics.Mean;
            if (!ofPeak) return $"{rate:F2}";
            double peak = benchmarkCase.Descriptor.Type.GenericTypeArguments is [var element] && element == typeof(double) ? RooflineCommand.PeakDouble.Value : RooflineCommand.PeakSingle.Value;
            return $"{100 * rate / peak:F1}";
        }

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public bool IsAvailable(Summary summary) => true;
    }
}
