namespace RunbookEngine.Execution;

/// <summary>
/// What of its own environment the engine gives to what it starts: commands, credential plug-ins, programs of the cluster. Everything but what was given to the engine alone.
/// </summary>
public static class ChildEnvironment
{
    /// <summary>
    /// Whether a variable is the engine's own: its settings and inputs (<c>RUNBOOK_*</c>), and what its telemetry logs in with (<c>OTEL_EXPORTER_*</c>). Secrets may be in both.
    /// </summary>
    public static bool IsOwn(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith("RUNBOOK_", StringComparison.Ordinal)
            || name.StartsWith("OTEL_EXPORTER_", StringComparison.Ordinal);
    }
}
