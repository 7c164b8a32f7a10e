using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Which fields an event has in JSON. <see cref="EventReading"/> is its mirror.</summary>
internal static class EventWriting
{
    public static void Fields(Utf8JsonWriter writer, RunEvent e)
    {
        writer.WriteString("event"u8, NameOf(e));
        writer.WriteString("at"u8, e.At.UtcDateTime);
        if (e is RunEvent.OfStep step)
            writer.WriteString("step"u8, step.Step.Value);
        switch (e)
        {
            case RunEvent.RunCreated created: Created(writer, created); break;
            case RunEvent.RunResumed resumed: Resumed(writer, resumed); break;
            case RunEvent.RunMoved moved: Moved(writer, moved.By, moved.Person); break;
            case RunEvent.RunArrived arrived: Arrived(writer, arrived); break;
            case RunEvent.RunbookChanged changed: Texts(writer, changed.Hash, changed.Sources); break;
            case RunEvent.RunStopped stopped: Stopped(writer, stopped); break;
            case RunEvent.SectionStarted section: writer.WriteString("section"u8, JsonWords<RunSection>.Of(section.Section)); break;
            case RunEvent.RunFinished finished: Finished(writer, finished); break;
            case RunEvent.RequestTaken taken: Taken(writer, taken); break;
            case RunEvent.StepStarted started: Started(writer, started); break;
            case RunEvent.StepFinished finished: Finished(writer, finished); break;
            case RunEvent.StepSkipped skipped: Skipped(writer, skipped); break;
            case RunEvent.StepRetryScheduled retry: Retry(writer, retry); break;
            case RunEvent.StepWaiting waiting: Waiting(writer, waiting.Wait); break;
            case RunEvent.StepAnswered answered: Answered(writer, answered.Answer); break;
            case RunEvent.StepResolved resolved: Resolved(writer, resolved); break;
        }
    }

    private static string NameOf(RunEvent e) => e switch
    {
        RunEvent.RunCreated => "run_created",
        RunEvent.RunResumed => "run_resumed",
        RunEvent.RunMoved => "run_moved",
        RunEvent.RunArrived => "run_arrived",
        RunEvent.RunbookChanged => "runbook_changed",
        RunEvent.RunStopped => "run_stopped",
        RunEvent.SectionStarted => "section_started",
        RunEvent.RunFinished => "run_finished",
        RunEvent.RequestTaken => "request_taken",
        RunEvent.StepStarted => "step_started",
        RunEvent.StepFinished => "step_finished",
        RunEvent.StepSkipped => "step_skipped",
        RunEvent.StepRetryScheduled => "step_retry_scheduled",
        RunEvent.StepWaiting => "step_waiting",
        RunEvent.StepAnswered => "step_answered",
        RunEvent.StepResolved => "step_resolved",
        _ => throw new NotSupportedException($"The event {e.GetType().Name} has no name in JSON."),
    };

    private static void Created(Utf8JsonWriter writer, RunEvent.RunCreated created)
    {
        writer.WriteString("name"u8, created.Name);
        Texts(writer, created.Hash, created.Sources);
        writer.WriteString("base_directory"u8, created.BaseDirectory);
        Map(writer, "inputs"u8, created.Inputs);
        Strings(writer, "secret_inputs"u8, created.SecretInputs);
        Map(writer, "secret_marks"u8, created.SecretMarks);
        Map(writer, "environment"u8, created.Environment);
        Optional(writer, "lock"u8, created.Lock);
        writer.WriteString("engine_version"u8, created.EngineVersion);
        Holder(writer, created.By);
        writer.WriteNumber("parallelism"u8, created.Parallelism);
        Map(writer, "targets"u8, created.Targets);
        Optional(writer, "inventory_file"u8, created.InventoryFile);
        Optional(writer, "closes_at"u8, created.ClosesAt);
        Optional(writer, "cluster"u8, created.Cluster);
        Optional(writer, "cluster_name"u8, created.ClusterName);
        if (created.Confirmed is { } confirmed)
            Confirmed(writer, confirmed);
    }

    private static void Confirmed(Utf8JsonWriter writer, RunConfirmation confirmed)
    {
        writer.WriteStartObject("confirmed"u8);
        writer.WriteString("by"u8, confirmed.By);
        writer.WriteString("how"u8, JsonWords<ConfirmationKind>.Of(confirmed.How));
        writer.WriteString("at"u8, confirmed.At.UtcDateTime);
        Optional(writer, "plan"u8, confirmed.Plan);
        writer.WriteEndObject();
    }

    private static void Resumed(Utf8JsonWriter writer, RunEvent.RunResumed resumed)
    {
        writer.WriteNumber("generation"u8, resumed.Generation);
        writer.WriteString("engine_version"u8, resumed.EngineVersion);
        Holder(writer, resumed.By);
        if (resumed.Undo)
            writer.WriteBoolean("undo"u8, true);
        Optional(writer, "closes_at"u8, resumed.ClosesAt);
        Optional(writer, "note"u8, resumed.Note);
        Map(writer, "secret_marks"u8, resumed.SecretMarks);
    }

    private static void Moved(Utf8JsonWriter writer, LeaseHolder by, string person)
    {
        Holder(writer, by);
        writer.WriteString("person"u8, person);
    }

    private static void Arrived(Utf8JsonWriter writer, RunEvent.RunArrived arrived)
    {
        Moved(writer, arrived.By, arrived.Person);
        writer.WriteString("engine_version"u8, arrived.EngineVersion);
    }

    private static void Stopped(Utf8JsonWriter writer, RunEvent.RunStopped stopped)
    {
        writer.WriteString("reason"u8, JsonWords<StopReason>.Of(stopped.Reason));
        Optional(writer, "note"u8, stopped.Note);
    }

    private static void Finished(Utf8JsonWriter writer, RunEvent.RunFinished finished)
    {
        writer.WriteString("result"u8, JsonWords<RunResult>.Of(finished.Result));
        Map(writer, "outputs"u8, finished.Outputs);
    }

    private static void Taken(Utf8JsonWriter writer, RunEvent.RequestTaken taken)
    {
        writer.WriteNumber("number"u8, taken.Number);
        writer.WriteString("kind"u8, JsonWords<RequestKind>.Of(taken.Kind));
        writer.WriteString("by"u8, taken.By);
    }

    private static void Started(Utf8JsonWriter writer, RunEvent.StepStarted started)
    {
        writer.WriteNumber("attempt"u8, started.Attempt);
        Optional(writer, "boot_id"u8, started.BootId);
        if (started.Claims is { } claims)
        {
            writer.WriteStartObject("claims"u8);
            writer.WriteString("root"u8, claims.Root);
            writer.WriteString("machine"u8, claims.Machine);
            writer.WriteString("processes"u8, claims.Processes);
            writer.WriteString("user"u8, claims.User);
            writer.WriteString("path"u8, claims.Path);
            writer.WriteEndObject();
        }

        Optional(writer, "target"u8, started.Target);
        if (!started.Found.Entries.IsEmpty)
            Map(writer, "found"u8, started.Found);
    }

    private static void Finished(Utf8JsonWriter writer, RunEvent.StepFinished finished)
    {
        writer.WriteNumber("attempt"u8, finished.Attempt);
        writer.WriteString("result"u8, JsonWords<StepResult>.Of(finished.Result));
        Map(writer, "outputs"u8, finished.Outputs);
        if (finished.Failure is { } failure)
            Failure(writer, failure);
        Excerpt(writer, "stdout"u8, finished.Stdout);
        Excerpt(writer, "stderr"u8, finished.Stderr);
        Optional(writer, "resolution"u8, finished.Resolution);
        if (finished.Unsettled)
            writer.WriteBoolean("unsettled"u8, true);
    }

    private static void Skipped(Utf8JsonWriter writer, RunEvent.StepSkipped skipped)
    {
        writer.WriteString("reason"u8, JsonWords<SkipReason>.Of(skipped.Reason));
        Optional(writer, "cause"u8, skipped.Cause?.Value);
    }

    private static void Retry(Utf8JsonWriter writer, RunEvent.StepRetryScheduled retry)
    {
        writer.WriteNumber("attempt"u8, retry.Attempt);
        writer.WriteString("not_before"u8, retry.NotBefore.UtcDateTime);
        Failure(writer, retry.Failure);
        if (retry.Good)
            writer.WriteBoolean("good"u8, true);
    }

    private static void Waiting(Utf8JsonWriter writer, WaitReason wait)
    {
        writer.WriteString("kind"u8, JsonWords<WaitKind>.Of(wait.Kind));
        writer.WriteString("message"u8, wait.Message);
    }

    private static void Answered(Utf8JsonWriter writer, Answer answer)
    {
        writer.WriteBoolean("approved"u8, answer.Approved);
        writer.WriteString("by"u8, answer.By);
        Optional(writer, "note"u8, answer.Note);
    }

    private static void Resolved(Utf8JsonWriter writer, RunEvent.StepResolved resolved)
    {
        writer.WriteBoolean("done"u8, resolved.Done);
        writer.WriteString("by"u8, resolved.By);
    }

    private static void Texts(Utf8JsonWriter writer, string hash, ImmutableArray<SourceText> sources)
    {
        writer.WriteString("hash"u8, hash);
        writer.WriteStartArray("sources"u8);
        foreach (var source in sources)
        {
            writer.WriteStartObject();
            writer.WriteString("file"u8, source.File);
            writer.WriteString("text"u8, source.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Holder(Utf8JsonWriter writer, LeaseHolder holder)
    {
        writer.WritePropertyName("by"u8);
        HolderJson.Write(writer, holder);
    }

    private static void Failure(Utf8JsonWriter writer, StepFailure failure)
    {
        writer.WriteStartObject("failure"u8);
        writer.WriteString("code"u8, failure.Code);
        writer.WriteString("message"u8, failure.Message);
        if (failure.Retryable)
            writer.WriteBoolean("retryable"u8, true);
        Optional(writer, "hint"u8, failure.Hint);
        Strings(writer, "details"u8, failure.Details);
        writer.WriteEndObject();
    }

    private static void Excerpt(Utf8JsonWriter writer, ReadOnlySpan<byte> name, OutputExcerpt excerpt)
    {
        if (excerpt == OutputExcerpt.Empty)
            return;
        writer.WriteStartObject(name);
        writer.WriteString("head"u8, excerpt.Head);
        if (excerpt.Tail.Length > 0)
            writer.WriteString("tail"u8, excerpt.Tail);
        if (excerpt.CutBytes > 0)
            writer.WriteNumber("cut_bytes"u8, excerpt.CutBytes);
        Optional(writer, "file"u8, excerpt.File);
        writer.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }

    private static void Optional(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } moment)
            writer.WriteString(name, moment.UtcDateTime);
    }

    private static void Map(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Value.Map map)
    {
        if (map.Entries.IsEmpty)
            return;
        writer.WritePropertyName(name);
        ValueJson.Write(writer, map);
    }

    private static void Strings(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<string> texts)
    {
        if (texts.IsEmpty)
            return;
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
