using System.Globalization;

namespace RunbookEngine.Cli.Telemetry;

/// <summary>What the standard variables of OpenTelemetry ask for. Pure.</summary>
/// <param name="Traces">Where traces go; null: nowhere.</param>
/// <param name="Metrics">Where metrics go; null: nowhere.</param>
/// <param name="Problems">What is wrong with the variables, in sentences that show no value. A signal with a problem is not sent.</param>
internal sealed record TelemetrySettings(OtlpSignal? Traces, OtlpSignal? Metrics, IReadOnlyList<string> Problems)
{
    private const int DefaultTimeoutMilliseconds = 10_000;

    /// <summary>Whether metrics count from one report to the next, and not from the beginning of the process.</summary>
    public bool IsDelta { get; init; }

    /// <summary>Reads them; null when telemetry is not asked for, or switched off.</summary>
    public static TelemetrySettings? Read(Func<string, string?> environment)
    {
        if (string.Equals(environment("OTEL_SDK_DISABLED")?.Trim(), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        var problems = new List<string>();
        var traces = Signal(environment, "TRACES", problems);
        var metrics = Signal(environment, "METRICS", problems);
        return traces is null && metrics is null && problems.Count == 0
            ? null
            : new(traces, metrics, [.. problems.Distinct()]) { IsDelta = environment("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE")?.Trim().ToLowerInvariant() is "delta" or "lowmemory" };
    }

    private static OtlpSignal? Signal(Func<string, string?> environment, string signal, List<string> problems)
    {
        if (environment($"OTEL_{signal}_EXPORTER") is { Length: > 0 } exporter && !exporter.Contains("otlp", StringComparison.OrdinalIgnoreCase))
            return null;
        var (name, endpoint) = Find("ENDPOINT");
        if (endpoint is null)
            return null;
        var (protocolName, protocol) = Find("PROTOCOL");
        var (headersName, headers) = Find("HEADERS");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            problems.Add($"{name} is no address that begins with http:// or https://");
        else if (protocol is not (null or "http/protobuf" or "grpc"))
            problems.Add($"{protocolName} is neither http/protobuf nor grpc");
        else if (headers?.Split(',').Any(static h => h.IndexOf('=', StringComparison.Ordinal) < 1) == true)
            problems.Add($"{headersName} is no list of key=value with commas between");
        else
            return new(Address(address, name, protocol == "grpc"), protocol == "grpc", headers, Timeout(Find("TIMEOUT").Value), Find("COMPRESSION").Value == "gzip");
        return null;

        // What is said of one signal goes before what is said of all.
        (string Name, string? Value) Find(string what)
        {
            var own = $"OTEL_EXPORTER_OTLP_{signal}_{what}";
            var common = $"OTEL_EXPORTER_OTLP_{what}";
            return environment(own)?.Trim() is { Length: > 0 } value ? (own, value) : (common, environment(common)?.Trim() is { Length: > 0 } general ? general : null);
        }

        // The address of one signal is taken as it stands; that of all gets the signal's own path.
        Uri Address(Uri given, string from, bool isGrpc) =>
            isGrpc || from != "OTEL_EXPORTER_OTLP_ENDPOINT" ? given : new(given.AbsoluteUri.TrimEnd('/') + $"/v1/{signal.ToLowerInvariant()}");
    }

    private static int Timeout(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0 ? milliseconds : DefaultTimeoutMilliseconds;
}
