using Microsoft.Extensions.Configuration;

namespace RunbookEngine.Cli.Telemetry;

/// <summary>The environment as the SDK reads it: <c>OTEL_SERVICE_NAME</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>, <c>OTEL_TRACES_SAMPLER</c>.</summary>
internal sealed class GivenVariables(Func<string, string?> environment) : ConfigurationProvider
{
    public override bool TryGet(string key, out string? value) => (value = environment(key)) is not null;
}
