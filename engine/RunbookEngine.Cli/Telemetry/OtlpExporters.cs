using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace RunbookEngine.Cli.Telemetry;

/// <summary>The exporter of traces, whose results are kept.</summary>
internal sealed class TraceExporter(OtlpExporterOptions options, Delivery delivery) : OtlpTraceExporter(options)
{
    public override ExportResult Export(in Batch<Activity> activityBatch) => delivery.Note(base.Export(activityBatch));
}

/// <summary>The exporter of metrics, whose results are kept.</summary>
internal sealed class MetricExporter(OtlpExporterOptions options, Delivery delivery) : OtlpMetricExporter(options)
{
    public override ExportResult Export(in Batch<Metric> metrics) => delivery.Note(base.Export(metrics));
}
