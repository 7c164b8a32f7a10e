using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Reads what <see cref="EventWriting"/> writes, and what its older versions wrote.</summary>
internal static class EventReading
{
    public static RunEvent Read(JsonElement json) => json.Text("event") switch
    {
        "run_created" => Created(json),
        "run_resumed" => Resumed(json),
        "run_moved" => new RunEvent.RunMoved { At = At(json), By = HolderJson.Read(json.Get("by")), Person = json.Text("person") },
        "run_arrived" => new RunEvent.RunArrived
        {
            At = At(json), By = HolderJson.Read(json.Get("by")), Person = json.Text("person"), EngineVersion = json.Text("engine_version"),
        },
        "runbook_changed" => new RunEvent.RunbookChanged { At = At(json), Hash = json.Text("hash"), Sources = Sources(json) },
        "run_stopped" => new RunEvent.RunStopped { At = At(json), Reason = json.Word<StopReason>("reason"), Note = json.TextOrNull("note") },
        "section_started" => new RunEvent.SectionStarted { At = At(json), Section = json.Word<RunSection>("section") },
        "run_finished" => new RunEvent.RunFinished { At = At(json), Result = json.Word<RunResult>("result"), Outputs = json.Map("outputs") },
        "request_taken" => new RunEvent.RequestTaken
        {
            At = At(json), Number = json.Long("number"), Kind = json.Word<RequestKind>("kind"), By = json.Text("by"),
        },
        "step_started" => new RunEvent.StepStarted
        {
            At = At(json), Step = Step(json), Attempt = json.Int("attempt"), BootId = json.TextOrNull("boot_id"), Claims = Claims(json), Target = json.TextOrNull("target"),
            Found = json.Find("found") is null ? new([]) : json.Map("found"),
        },
        "step_finished" => Finished(json),
        "step_skipped" => new RunEvent.StepSkipped { At = At(json), Step = Step(json), Reason = json.Word<SkipReason>("reason"), Cause = Cause(json) },
        "step_retry_scheduled" => new RunEvent.StepRetryScheduled
        {
            At = At(json), Step = Step(json), Attempt = json.Int("attempt"), NotBefore = json.Time("not_before"), Failure = Failure(json.Get("failure")),
            Good = json.Flag("good"),
        },
        "step_waiting" => new RunEvent.StepWaiting { At = At(json), Step = Step(json), Wait = new(json.Word<WaitKind>("kind"), json.Text("message")) },
        "step_answered" => new RunEvent.StepAnswered
        {
            At = At(json), Step = Step(json), Answer = new(json.Flag("approved"), json.Text("by"), json.TextOrNull("note")),
        },
        "step_resolved" => new RunEvent.StepResolved { At = At(json), Step = Step(json), Done = json.Flag("done"), By = json.Text("by") },
        var other => throw new JsonException($"the event `{other}` is unknown to this version"),
    };

    private static ClaimsPlace? Claims(JsonElement json) =>
        json.Find("claims") is { } claims ? new(claims.Text("root"), claims.Text("machine"), claims.TextOrNull("processes") ?? "", claims.Text("user"), claims.Text("path")) : null;

    private static RunEvent.RunCreated Created(JsonElement json) => new()
    {
        At = At(json),
        Name = json.Text("name"),
        Hash = json.Text("hash"),
        Sources = Sources(json),
        BaseDirectory = json.Text("base_directory"),
        Inputs = json.Map("inputs"),
        SecretInputs = json.Texts("secret_inputs"),
        SecretMarks = json.Map("secret_marks"),
        Environment = json.Map("environment"),
        Lock = json.TextOrNull("lock"),
        EngineVersion = json.Text("engine_version"),
        By = HolderJson.Read(json.Get("by")),
        Parallelism = json.Int("parallelism"),
        Targets = json.Map("targets"),
        InventoryFile = json.TextOrNull("inventory_file"),
        ClosesAt = json.TimeOrNull("closes_at"),
        Cluster = json.TextOrNull("cluster"),
        ClusterName = json.TextOrNull("cluster_name"),
        Confirmed = json.Find("confirmed") is { } confirmed ? new(confirmed.Text("by"), confirmed.Word<ConfirmationKind>("how"), At(confirmed), confirmed.TextOrNull("plan")) : null,
    };

    private static RunEvent.RunResumed Resumed(JsonElement json) => new()
    {
        At = At(json),
        Generation = json.Long("generation"),
        EngineVersion = json.Text("engine_version"),
        By = HolderJson.Read(json.Get("by")),
        Undo = json.Flag("undo"),
        ClosesAt = json.TimeOrNull("closes_at"),
        Note = json.TextOrNull("note"),
        SecretMarks = json.Map("secret_marks"),
    };

    private static RunEvent.StepFinished Finished(JsonElement json) => new()
    {
        At = At(json),
        Step = Step(json),
        Attempt = json.Int("attempt"),
        Result = json.Word<StepResult>("result"),
        Outputs = json.Map("outputs"),
        Failure = json.Find("failure") is { } failure ? Failure(failure) : null,
        Stdout = Excerpt(json.Find("stdout")),
        Stderr = Excerpt(json.Find("stderr")),
        Resolution = json.TextOrNull("resolution"),
        Unsettled = json.Flag("unsettled"),
    };

    private static DateTimeOffset At(JsonElement json) => json.Time("at");

    private static StepPath Step(JsonElement json) => new(json.Text("step"));

    private static StepPath? Cause(JsonElement json) => json.TextOrNull("cause") is { } cause ? new StepPath(cause) : null;

    private static StepFailure Failure(JsonElement json) =>
        new(json.Text("code"), json.Text("message"), json.Flag("retryable"), json.TextOrNull("hint"), json.Texts("details"));

    private static OutputExcerpt Excerpt(JsonElement? json) => json is { } excerpt
        ? new(excerpt.Text("head"), excerpt.TextOrNull("tail") ?? "", excerpt.Find("cut_bytes")?.GetInt64() ?? 0, excerpt.TextOrNull("file"))
        : OutputExcerpt.Empty;

    private static ImmutableArray<SourceText> Sources(JsonElement json) =>
        [.. json.Get("sources").EnumerateArray().Select(static s => new SourceText(s.Text("file"), s.Text("text")))];
}
