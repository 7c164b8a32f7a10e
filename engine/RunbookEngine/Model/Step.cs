using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>What a step that was in flight when the world went away does on resume, once nothing can be attached to.</summary>
public enum InterruptedPolicy
{
    /// <summary>Run it again: the author says that this is harmless.</summary>
    Retry,

    /// <summary>Look whether its aim is already true; run it again when it is not. The default of steps that can look.</summary>
    Verify,

    /// <summary>Wait for a person's word. The default of steps that cannot look.</summary>
    Ask,
}

/// <summary>One entry of a list of steps.</summary>
public abstract record Step
{
    private protected Step()
    {
    }

    /// <summary>Unique in its file; made from the position when the author gave none.</summary>
    public required StepId Id { get; init; }

    /// <summary>Whether the author gave the id.</summary>
    public bool HasOwnId { get; init; }

    /// <summary>For people; null means the id.</summary>
    public string? Name { get; init; }

    /// <summary>Where the step stands.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>Ids that must be done first. Null: the step above in the same list. Empty: nothing.</summary>
    public ImmutableArray<StepId>? Needs { get; init; }

    /// <summary>A bare expression; the step is skipped when it is false. Null: always run.</summary>
    public Template? If { get; init; }

    /// <summary>After which the step's command is ended and the step fails: a duration or a template of one. Null: none.</summary>
    public Argument? Timeout { get; init; }

    /// <summary>How a failure is tried again.</summary>
    public Retry Retry { get; init; } = Retry.Never;

    /// <summary>Whether dependents run, and the run may succeed, though this step failed.</summary>
    public bool ContinueOnFailure { get; init; }

    /// <summary>What takes back what this step did; run by <c>runbook undo</c>.</summary>
    public ImmutableArray<Step> Undo { get; init; } = [];

    /// <summary>What a resume does in doubt; null: the handler's own default.</summary>
    public InterruptedPolicy? Interrupted { get; init; }

    /// <summary>Names for parts of what the step puts out, seen as <c>steps.ID.NAME</c>: templates over <c>result</c>.</summary>
    public ImmutableArray<KeyValuePair<string, Template>> Outputs { get; init; } = [];

    /// <summary>Whether its output is kept out of journal, log and screen.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether this step's text is the same, its place aside; holds for everything inside it. Set by the language.</summary>
    public required string Fingerprint { get; init; }
}

/// <summary>A step that one handler performs.</summary>
public sealed record ActionStep : Step
{
    /// <summary>The key of the step, such as <c>etcdctl</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>The tool's own verb, such as <c>snapshot save</c>.</summary>
    public required VerbDefinition Verb { get; init; }

    /// <summary>The verb's settings by name; the main argument stands under the name of its parameter.</summary>
    public required Argument.Mapping Arguments { get; init; }
}

/// <summary>Steps held together: one after the other, or at the same time.</summary>
public sealed record GroupStep : Step
{
    /// <summary>What the group holds.</summary>
    public required ImmutableArray<Step> Steps { get; init; }

    /// <summary>Null: in sequence. 0: all at the same time. Else at most so many at a time.</summary>
    public int? Parallel { get; init; }
}

/// <summary>Another runbook run as one step.</summary>
public sealed record IncludeStep : Step
{
    /// <summary>The other runbook, loaded and checked.</summary>
    public required Runbook Runbook { get; init; }

    /// <summary>Its inputs, in this runbook's names.</summary>
    public required Argument.Mapping Inputs { get; init; }
}
