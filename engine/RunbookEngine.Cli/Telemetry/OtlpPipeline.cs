using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RunbookEngine.Cli.Engine;

namespace RunbookEngine.Cli.Telemetry;

/// <summary>The SDK of OpenTelemetry with its exporters: takes spans and figures in at once, and sends them from threads of its own.</summary>
internal sealed class OtlpPipeline
{
    /// <summary>Of the source of spans, and of the meter.</summary>
    public const string Scope = "runbook";

    /// <summary>Spans that wait to be sent; more are dropped. Enough for all lanes of a large run to end at once.</summary>
    private const int MostWaiting = 16_384;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly string[] s_certificates = ["OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_KEY"];

    private readonly Func<string, string?> _environment;
    private readonly Delivery _delivery = new();
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    public OtlpPipeline(TelemetrySettings settings, Func<string, string?> environment)
    {
        _environment = environment;
        var variables = new ConfigurationRoot([new GivenVariables(environment)]);
        if (settings.Traces is { } traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(s => s.AddSingleton<IConfiguration>(variables))
                .ConfigureResource(Describe)
                .AddSource(Scope)
                .AddProcessor(new BatchActivityExportProcessor(new TraceExporter(Options(traces), _delivery), MostWaiting))
                .Build();
        }

        if (settings.Metrics is { } metrics)
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(s => s.AddSingleton<IConfiguration>(variables))
                .ConfigureResource(Describe)
                .AddMeter(Scope)
                .AddReader(new PeriodicExportingMetricReader(new MetricExporter(Options(metrics), _delivery))
                {
                    TemporalityPreference = settings.IsDelta ? MetricReaderTemporalityPreference.Delta : MetricReaderTemporalityPreference.Cumulative,
                })
                .Build();
        }
    }

    /// <summary>Sends what was not sent yet, waits a moment for it, and ends. Threads that still wait for a collector then are left to themselves.</summary>
    /// <returns>Why something was not delivered; null when all was.</returns>
    public async Task<string?> EndAsync(TimeProvider clock)
    {
        var patience = (int)s_patience.TotalMilliseconds;
        var sending = Task.WhenAll(Task.Run(() => _traces?.Shutdown(patience)), Task.Run(() => _metrics?.Shutdown(patience)));
        await Task.WhenAny(sending, Task.Delay(s_patience, clock));
        var isInTime = sending.IsCompletedSuccessfully && (_delivery.Problem is not null || sending.Result.All(static r => r is not false));
        _ = Task.Run(() =>
        {
            _traces?.Dispose();
            _metrics?.Dispose();
        });
        return isInTime ? _delivery.Problem : "the collector did not answer in time";
    }

    /// <summary>What the environment says of the service goes before what the program says of itself.</summary>
    private static void Describe(ResourceBuilder resource) =>
        resource.Clear().AddService("runbook", serviceVersion: EngineWiring.Version).AddTelemetrySdk().AddEnvironmentVariableDetector();

    private OtlpExporterOptions Options(OtlpSignal signal)
    {
        var options = new OtlpExporterOptions
        {
            Endpoint = signal.Endpoint,
            Protocol = signal.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            Headers = signal.Headers,
            TimeoutMilliseconds = signal.TimeoutMilliseconds,
            Compression = signal.IsCompressed ? OtlpExportCompression.GZip : OtlpExportCompression.None,
        };
        // With certificates of one's own, the exporter makes the connection itself.
        if (s_certificates.All(c => _environment(c) is not { Length: > 0 }))
            options.HttpClientFactory = () => new(new ExplainingHandler(_delivery)) { Timeout = TimeSpan.FromMilliseconds(signal.TimeoutMilliseconds) };
        return options;
    }
}
