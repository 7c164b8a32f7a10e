namespace RunbookEngine.Cli.Telemetry;

/// <summary>Where one kind of telemetry goes, and how.</summary>
/// <param name="Endpoint">In full, the path of the signal included.</param>
/// <param name="IsGrpc">OTLP over gRPC; else as protobuf over HTTP.</param>
/// <param name="Headers">As <c>key=value,…</c>; null: none. They may hold a secret and are never shown.</param>
/// <param name="TimeoutMilliseconds">Of one request.</param>
/// <param name="IsCompressed">Whether with gzip.</param>
internal sealed record OtlpSignal(Uri Endpoint, bool IsGrpc, string? Headers, int TimeoutMilliseconds, bool IsCompressed);
