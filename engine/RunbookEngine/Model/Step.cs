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

    /// <summary>
    /// The host that it, or what is in it, works on: a host's name, or <c>local</c> for the engine's machine. Null: what the group around it says; in a
    /// <c>for-each</c> the lane's own host; else the engine's machine.
    /// </summary>
    public Template? On { get; init; }

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

    /// <summary>What a script of the author's own would yield; only a rehearsal looks at it. Null: it succeeds and puts out nothing.</summary>
    public Rehearsed? Rehearse { get; init; }
}

/// <summary>
/// What a step would yield. A rehearsal runs no script that an author wrote: it takes this for its answer. Real runs never look at it.
/// </summary>
/// <param name="Stdout">What it puts out, a text or a template over what the step's arguments may use; null: nothing.</param>
/// <param name="Stderr">What it puts out as errors; likewise.</param>
/// <param name="Exit">The exit status. Default: 0.</param>
/// <param name="Takes">How long it takes in virtual time. Null: no time.</param>
/// <param name="Runs">A command that the simulation knows and that has the script's effect. Null: the script has none.</param>
public sealed record Rehearsed(Template? Stdout, Template? Stderr, int Exit, TimeSpan? Takes, Template? Runs = null);

/// <summary>Steps held together: one after the other, or at the same time.</summary>
public sealed record GroupStep : Step
{
    /// <summary>What the group holds.</summary>
    public required ImmutableArray<Step> Steps { get; init; }

    /// <summary>Null: in sequence. 0: all at the same time. Else at most so many at a time.</summary>
    public int? Parallel { get; init; }
}

/// <summary>
/// Steps done for each of a list of targets: a lane for each, batch after batch. <c>Batches</c>, <c>MaxFailures</c> and <c>Order</c> are evaluated when the
/// plan is made, so they may use inputs, vars over them, targets and env.
/// </summary>
public sealed record ForEachStep : Step
{
    /// <summary>The name of an entry of <see cref="Runbook.Targets"/>.</summary>
    public required string Targets { get; init; }

    /// <summary>The name under which expressions inside see the lane's target. Default: <c>target</c>.</summary>
    public required string Variable { get; init; }

    /// <summary>What each lane does.</summary>
    public required ImmutableArray<Step> Steps { get; init; }

    /// <summary>
    /// The sizes of the batches: a number, a percentage such as <c>25%</c>, <c>all</c>, or a list of these whose last one repeats. Null: one at a time.
    /// </summary>
    public Argument? Batches { get; init; }

    /// <summary>How many lanes may fail before no further one starts: a number or a percentage. Null: none.</summary>
    public Argument? MaxFailures { get; init; }

    /// <summary>
    /// The order of the lanes: <c>inventory</c> (as the targets list them), <c>reverse</c>, <c>name</c>, or a list of hosts' names that go first. Null:
    /// <c>inventory</c>.
    /// </summary>
    public Argument? Order { get; init; }

    /// <summary>What must hold before the first batch and after every one; null: nothing.</summary>
    public Gate? Gate { get; init; }
}

/// <summary>A step that only looks, tried until it has been good often enough in a row.</summary>
/// <param name="Step">The step; its id is <c>gate</c>. Its tool may change nothing, or is a <c>shell</c> script that the author answers for.</param>
/// <param name="Consecutive">How often in a row it must be good. Default: 1.</param>
/// <param name="Timeout">A duration, or a template of one: how long it is tried. Null: 15 min.</param>
/// <param name="Delay">A duration, or a template of one, between two tries. Null: 10 s.</param>
public sealed record Gate(ActionStep Step, int Consecutive, Argument? Timeout, Argument? Delay)
{
    /// <summary>How long it is tried when its author does not say.</summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromMinutes(15);
}

/// <summary>Another runbook run as one step.</summary>
public sealed record IncludeStep : Step
{
    /// <summary>The other runbook, loaded and checked.</summary>
    public required Runbook Runbook { get; init; }

    /// <summary>Its inputs, in this runbook's names.</summary>
    public required Argument.Mapping Inputs { get; init; }
}
