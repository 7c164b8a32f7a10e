using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Handlers;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Reporting;

/// <summary>The words for what happens to runs and steps. Pure; whatever comes from elsewhere is made harmless here.</summary>
internal static class StepWords
{
    /// <summary>How a step stands, in a word or two.</summary>
    public static string Of(StepState step) => step switch
    {
        { Status: StepStatus.Waiting, Wait.Kind: WaitKind.Approval } => "waits for approval",
        { Status: StepStatus.Waiting, Wait.Kind: WaitKind.Pause } => "paused",
        { Status: StepStatus.Waiting } => "in doubt",
        _ => step.Status.ToString().ToLowerInvariant(),
    };

    /// <summary>Why a step is not run.</summary>
    public static string Of(SkipReason reason, StepPath? cause) => reason switch
    {
        SkipReason.Condition => "its condition is false",
        SkipReason.MaxFailures => cause is { } forEach ? $"too many lanes of `{forEach}` failed" : "too many lanes failed",
        SkipReason.NeedFailed => cause is { } path ? $"`{path}` was not done" : "a step that it needs was not done",
        _ => "the run was aborted",
    };

    /// <summary>A section, as runbooks call it.</summary>
    public static string Of(RunSection section) => section switch
    {
        RunSection.OnFailure => "on-failure",
        RunSection.Finally => "finally",
        RunSection.Undo => "undo",
        _ => "steps",
    };

    /// <summary>What a person is asked for.</summary>
    public static string Of(WaitReason wait) => wait.Kind switch
    {
        WaitKind.Approval => $"waits for an approval: {TerminalText.Line(wait.Message.Trim())}",
        WaitKind.Pause => $"pauses: {TerminalText.Line(wait.Message.Trim())}",
        _ => $"is in doubt: {TerminalText.Line(wait.Message.Trim())}",
    };

    /// <summary>A run's status, in a word.</summary>
    public static string Of(RunStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>The sign in front of a finished step.</summary>
    public static string Mark(StepStatus status) => status switch
    {
        StepStatus.Succeeded => "✓",
        StepStatus.Unchanged => "=",
        StepStatus.Failed => "✗",
        StepStatus.Skipped => "-",
        StepStatus.Waiting => "?",
        StepStatus.Running => "▶",
        StepStatus.Retrying => "↻",
        _ => "·",
    };

    /// <summary>The colour of a status.</summary>
    public static string Paint(Ink ink, StepStatus status, string text) => status switch
    {
        StepStatus.Succeeded or StepStatus.Unchanged => ink.Good(text),
        StepStatus.Failed => ink.Bad(text),
        StepStatus.Waiting or StepStatus.Retrying => ink.Warn(text),
        StepStatus.Running => ink.Busy(text),
        _ => ink.Faint(text),
    };

    /// <summary>The colour of a status.</summary>
    public static string Paint(Ink ink, RunStatus status, string text) => status switch
    {
        RunStatus.Succeeded or RunStatus.Undone => ink.Good(text),
        RunStatus.Failed or RunStatus.Aborted => ink.Bad(text),
        RunStatus.Running => ink.Busy(text),
        _ => ink.Warn(text),
    };

    /// <summary>The host that the last attempt worked on; nothing for the engine's own machine.</summary>
    public static string On(StepState step) => step.Target is { } host ? $" on {TerminalText.Line(host)}" : "";

    /// <summary>How long the last attempt took.</summary>
    public static string Took(StepState step) =>
        step is { StartedAt: { } start, EndedAt: { } end } ? $" in {Elapsed.Of(end - start)}" : "";

    /// <summary>Whether an author would leave the verb out.</summary>
    private static bool IsImplied(string tool, string verb) => BuiltInHandlers.Definitions.FirstOrDefault(d => d.Name == tool)?.DefaultVerb == verb;

    /// <summary>A command that is shown or recorded: <c>shell</c>, <c>etcdctl snapshot save</c>.</summary>
    public static string Verb(Step step) => step switch
    {
        ActionStep { Tool: var tool, Verb.Name: var verb } => IsImplied(tool, verb) ? tool : $"{tool} {verb}",
        GroupStep { Parallel: null } => "group",
        GroupStep { Parallel: 0 } => "parallel",
        GroupStep group => $"parallel, at most {group.Parallel}",
        ForEachStep forEach => $"for each of {forEach.Targets}",
        IncludeStep include => $"runbook {include.Runbook.Name}",
        _ => "",
    };
}
