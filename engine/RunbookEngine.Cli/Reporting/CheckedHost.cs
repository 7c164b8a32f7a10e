using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh;

namespace RunbookEngine.Cli.Reporting;

/// <summary>What connecting to a host came to: a report, or why there is none.</summary>
internal sealed record CheckedHost(Host Host, HostReport? Report, StepFailure? Failure);
