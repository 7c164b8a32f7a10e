using OpenTelemetry;

namespace RunbookEngine.Cli.Telemetry;

/// <summary>What became of what was sent. Safe from several threads.</summary>
internal sealed class Delivery
{
    private volatile bool _hasFailed;
    private volatile string? _reason;

    /// <summary>Why something was not delivered, in a few words that show no address; null when all was.</summary>
    public string? Problem => _hasFailed ? _reason ?? "the collector did not take it" : null;

    /// <summary>Keeps what the exporter says of a request.</summary>
    public ExportResult Note(ExportResult result)
    {
        _hasFailed |= result == ExportResult.Failure;
        return result;
    }

    /// <summary>Keeps why a request fails.</summary>
    public void Explain(string reason) => _reason = reason;
}
