using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Everything a handler may use. Nothing else is reachable.</summary>
public sealed record StepContext
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The step.</summary>
    public required StepPath Path { get; init; }

    /// <summary>The verb of the handler's tool.</summary>
    public required VerbDefinition Verb { get; init; }

    /// <summary>The settings, evaluated and checked against the verb's definition.</summary>
    public required Arguments Arguments { get; init; }

    /// <summary>1 for the first try; counts on over resumes. 0 while only looking.</summary>
    public required int Attempt { get; init; }

    /// <summary>When this attempt began, from the journal; so a wait goes on after a crash where it was.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Commands on the step's target.</summary>
    public required ICommands Commands { get; init; }

    /// <summary>Files on the step's target.</summary>
    public required ITargetFiles Files { get; init; }

    /// <summary>The target's name: a host's, or <c>local</c>.</summary>
    public string Target { get; init; } = "local";

    /// <summary>The boot id of the target when this attempt began, from the journal; null while only looking. So a restart is known from before a crash.</summary>
    public string? BootId { get; init; }

    /// <summary>The folder that relative paths start from: the runbook's own; empty on a host, where only absolute paths are taken.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>What stands before paths on the engine's own disk; see <see cref="EngineServices.EngineRoot"/>.</summary>
    public string EngineRoot { get; init; } = "";

    /// <summary>The runbook's own folder on the engine's machine, wherever the step works: from there files are brought to a target, and to there back.</summary>
    public string RunbookDirectory { get; init; } = "";

    /// <summary>The cluster.</summary>
    public ICluster Cluster { get; init; } = ICluster.None;

    /// <summary>What looking found before this attempt began, from the journal: <see cref="ProbeResult.Needed.Found"/>. Empty while only looking.</summary>
    public Value.Map Found { get; init; } = new([]);

    /// <summary>A person's answer to a <see cref="StepOutcome.Waiting"/>, or null.</summary>
    public Answer? Answer { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Shows a line of progress to whoever watches. Not recorded.</summary>
    public required Action<string> Progress { get; init; }
}

/// <summary>A person's word.</summary>
/// <param name="Approved">Yes or no.</param>
/// <param name="By">Who, as the operating system names them.</param>
/// <param name="Note">What they said, or null.</param>
public sealed record Answer(bool Approved, string By, string? Note);
