using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Documents;

/// <summary>A field of an event.</summary>
/// <param name="Name">snake_case.</param>
/// <param name="Type">A type of JSON, <c>time</c>, <c>texts</c>, <c>words</c>, <c>const</c>, or the name of a part.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Example">A value, as JSON.</param>
/// <param name="IsRequired">Whether it is always there.</param>
internal sealed record EventField(string Name, string Type, string Description, string Example, bool IsRequired = true)
{
    /// <summary>For <c>words</c>.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>A field that holds a member of an enumeration.</summary>
    public static EventField Of<T>(string name, string description)
        where T : struct, Enum
    {
        ImmutableArray<string> words = [.. Enum.GetValues<T>().Select(JsonDocuments.Word)];
        return new(name, "words", description, $"\"{words[0]}\"") { Words = words };
    }
}

/// <summary>A kind of event, or a part of one.</summary>
internal sealed record EventKind(string Name, string Description, params ImmutableArray<EventField> Fields);

/// <summary>What the events of a run hold in JSON.</summary>
internal static class EventFields
{
    private const string Time = "\"2026-11-28T22:00:00Z\"";
    private const string Digest = "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"";

    private static readonly EventField s_step = new("step", "string", "The step's path in the plan; that of a lane's step is such as `upgrade[w1]/drain`.", "\"upgrade[w1]/drain\"");
    private static readonly EventField s_attempt = new("attempt", "integer", "Which attempt of the step, from 1; no number is used twice.", "1");
    private static readonly EventField s_hash = new("hash", "string", "SHA-256 of the runbook's text and all that it includes.", Digest);
    private static readonly EventField s_sources = new("sources", "array", "The texts; they are in the journal, and left out here.", "[]");
    private static readonly EventField s_version = new("engine_version", "string", "The version of the engine.", "\"1.0.0\"");
    private static readonly EventField s_marks = new(
        "secret_marks", "object", "Salted, slow hashes by which the secrets are known again.", "{\"token\":\"pbkdf2-sha256:100000:00:00\"}", IsRequired: false);

    private static readonly EventField s_holder = new("by", "holder", "Who drives the run.", "{\"host\":\"ops1\",\"boot_id\":\"7d1e\",\"process_id\":4711,\"process_start\":1234567,\"user\":\"ada\"}");
    private static readonly EventField s_person = new("person", "string", "Who asked for it.", "\"ada\"");
    private static readonly EventField s_closes = new("closes_at", "time", "When the window closes.", Time, IsRequired: false);
    private static readonly EventField s_by = new("by", "string", "Who said so.", "\"ada\"");
    private static readonly EventField s_failure = new("failure", "failure", "Why it failed.", "{\"code\":\"exit_status\",\"message\":\"the command ended with 1\"}");

    /// <summary>What every line has, beside the kind of event.</summary>
    public static ImmutableArray<EventField> OfAll { get; } =
    [
        new("apiVersion", "const", "The version of the format.", "\"event/v1\""),
        new("run", "string", "The run.", "\"20261128-2200-k3fz\""),
        new("at", "time", "When it happened, in UTC.", Time),
    ];

    /// <summary>All kinds.</summary>
    public static ImmutableArray<EventKind> Kinds { get; } =
    [
        new(
            "run_created", "The run exists.",
            new("name", "string", "The runbook's name.", "\"etcd-backup\""), s_hash, s_sources,
            new("base_directory", "string", "The folder that relative paths start from.", "\"/srv/runbooks\""),
            new("inputs", "object", "The inputs as checked, secrets left out.", "{\"version\":\"1.36.4\"}", IsRequired: false),
            new("secret_inputs", "texts", "Names of the secret inputs.", "[\"token\"]", IsRequired: false), s_marks,
            new("environment", "object", "The environment variables that the runbook lists, as they were.", "{\"HOME\":\"/home/ada\"}", IsRequired: false),
            new("lock", "string", "The lock that the run holds.", "\"cluster\"", IsRequired: false),
            s_version, s_holder,
            new("parallelism", "integer", "How many steps may run at the same time.", "16"),
            new("targets", "object", "The hosts of all targets, which hold for the whole run.", "{\"workers\":[{\"name\":\"w1\"}]}", IsRequired: false),
            new("inventory_file", "string", "The file that the hosts' settings are read from.", "\"/srv/inventory.yaml\"", IsRequired: false),
            s_closes,
            new("cluster", "string", "The cluster that it works on, by the UID of its namespace `kube-system`.", "\"8f7c1d3e-0b52-4f2c-9f38-1a9d7c1f5b10\"", IsRequired: false),
            new("cluster_name", "string", "What the person who started it calls that cluster.", "\"production\"", IsRequired: false),
            new("confirmed", "confirmation", "Who said yes to it before it began; left out: nobody was asked.", "{\"by\":\"ada\",\"how\":\"typed\",\"at\":\"2026-11-28T21:59:00Z\"}", IsRequired: false)),
        new(
            "run_resumed", "An engine goes on with the run.",
            new("generation", "integer", "The generation of its lease.", "2"), s_version, s_holder,
            new("undo", "boolean", "Whether it goes on to undo what the run did.", "true", IsRequired: false), s_closes,
            new("note", "string", "What a person should know of how it goes on.", "\"--yes\"", IsRequired: false), s_marks),
        new("run_moved", "The run left this store by a file: nothing follows but its arrival.", s_holder with { Description = "The process that wrote the file." }, s_person),
        new("run_arrived", "The run came into a store by a file, and lives there now.", s_holder with { Description = "The process that read the file." }, s_person, s_version),
        new("runbook_changed", "A person accepted that the runbook's text has changed since.", s_hash, s_sources),
        new(
            "run_stopped", "The engine stopped driving the run, which can be resumed.", EventField.Of<StopReason>("reason", "Why."),
            new("note", "string", "More of it, for people.", "\"the window closes at 04:00\"", IsRequired: false)),
        new("section_started", "A later section of the runbook begins.", EventField.Of<RunSection>("section", "Which.")),
        new(
            "run_finished", "The run ended.", EventField.Of<RunResult>("result", "How."),
            new("outputs", "object", "The runbook's outputs.", "{\"revision\":4711}", IsRequired: false)),
        new(
            "request_taken", "What a person asked of the run was read.", new("number", "integer", "The request's number.", "1"), EventField.Of<RequestKind>("kind", "What was asked."), s_by),
        new(
            "step_started", "A step begins: this was on disk before it acts.", s_step, s_attempt,
            new("boot_id", "string", "The boot id of its host.", "\"7d1e\"", IsRequired: false),
            new("claims", "claims", "Where its commands are claimed.", "{\"root\":\"5b1f\",\"machine\":\"9c0a\",\"processes\":\"4026531836\",\"user\":\"root\",\"path\":\"/var/lib/runbook/commands/20260314-100000-abcd\"}", IsRequired: false),
            new("target", "string", "The host that it works on; left out: the engine's machine.", "\"w1\"", IsRequired: false),
            new("found", "object", "What looking found before.", "{\"cordoned\":false}", IsRequired: false)),
        new(
            "step_finished", "A step ended.", s_step, s_attempt, EventField.Of<StepResult>("result", "How."),
            new("outputs", "object", "What it put out, secrets masked.", "{\"exit_code\":0}", IsRequired: false), s_failure with { IsRequired = false },
            new("stdout", "excerpt", "Standard output of its commands.", "{\"head\":\"done\"}", IsRequired: false),
            new("stderr", "excerpt", "Standard error of its commands.", "{\"head\":\"warning\"}", IsRequired: false),
            new("resolution", "string", "How a step that was in flight was resolved on resume.", "\"attached\"", IsRequired: false),
            new("unsettled", "boolean", "Its host was lost, and its command may still run: a resume goes on with this very attempt.", "true", IsRequired: false)),
        new(
            "step_skipped", "A step is not run.", s_step, EventField.Of<SkipReason>("reason", "Why."),
            new("cause", "string", "The step whose failure or skipping caused it.", "\"upgrade[w1]/drain\"", IsRequired: false)),
        new(
            "step_retry_scheduled", "An attempt failed and will be tried again.", s_step, s_attempt,
            new("not_before", "time", "Not before this time.", Time), s_failure,
            new("good", "boolean", "For a gate: it was good this time, and must be again.", "true", IsRequired: false)),
        new(
            "step_waiting", "A step waits for a person.", s_step, EventField.Of<WaitKind>("kind", "For what."),
            new("message", "string", "What the person is asked.", "\"Go on?\"")),
        new(
            "step_answered", "A person answered.", s_step, new("approved", "boolean", "Whether it was a yes.", "true"), s_by,
            new("note", "string", "What they said beside.", "\"as agreed\"", IsRequired: false)),
        new(
            "step_resolved", "A person resolved a doubt.", s_step,
            new("done", "boolean", "Whether it counts as succeeded; else it runs again.", "true"), s_by),
    ];

    /// <summary>A line of a running step, beside the events that <c>logs --follow</c> prints.</summary>
    public static EventKind Line { get; } = new(
        "line/v1", "A line that a running step wrote or reported, as `runbook logs --follow --output json` prints it beside the events of the run (`event/v1`).",
        new("apiVersion", "const", "The version of the format.", "\"line/v1\""), OfAll[1], new("at", "time", "When it was heard, in UTC.", Time), s_step,
        new("line", "string", "The line, secrets masked, without escapes; cut where it is very long.", "\"evicting pod shop/web-7d9f\""));

    /// <summary>What stands inside of fields.</summary>
    public static ImmutableArray<EventKind> Parts { get; } =
    [
        new(
            "holder", "A process of the engine.",
            new("host", "string", "Its machine.", "\"ops1\""), new("boot_id", "string", "The boot id of that machine.", "\"7d1e\""),
            new("process_id", "integer", "Its number there.", "4711"), new("process_start", "integer", "When it began, in the machine's clock ticks.", "1234567"),
            new("user", "string", "Who started it.", "\"ada\""), new("machine", "string", "The machine's id.", "\"9c0a\"", IsRequired: false),
            new("processes", "string", "The namespace in which its number counts.", "\"4026531836\"", IsRequired: false)),
        new(
            "claims", "The folder on a machine in which the names of a run's commands are claimed.",
            new("root", "string", "A random id that was made with the folder.", "\"5b1f\""), new("machine", "string", "The machine's id; empty where it has none.", "\"9c0a\""),
            new("processes", "string", "The namespace of the processes that are seen there.", "\"4026531836\"", IsRequired: false),
            new("user", "string", "As whom commands run there.", "\"root\""), new("path", "string", "The folder.", "\"/var/lib/runbook/commands/20260314-100000-abcd\"")),
        new(
            "confirmation", "A person's yes to a run before it began.",
            new("by", "string", "Who.", "\"ada\""), EventField.Of<ConfirmationKind>("how", "In which way: typed at a terminal that showed the plan, by `--yes`, or by a saved plan."),
            new("at", "time", "When it was given.", Time),
            new("plan", "string", "SHA-256 of the saved plan that the run is bound to.", Digest, IsRequired: false)),
        new(
            "failure", "Why a step failed.",
            new("code", "string", "Stable, for machines.", "\"exit_status\""), new("message", "string", "One sentence.", "\"the command ended with 1\""),
            new("retryable", "boolean", "Whether trying again may help.", "true", IsRequired: false), new("hint", "string", "What to do next.", "\"`runbook logs` shows more\"", IsRequired: false),
            new("details", "texts", "Lines to look at.", "[\"disk full\"]", IsRequired: false)),
        new(
            "excerpt", "The beginning and the end of an output.",
            new("head", "string", "How it begins.", "\"first lines\""), new("tail", "string", "How it ends, where something between was left out.", "\"last lines\"", IsRequired: false),
            new("cut_bytes", "integer", "How much was left out.", "4096", IsRequired: false), new("file", "string", "Where all of it is.", "\"/var/lib/x/stdout\"", IsRequired: false)),
    ];
}
