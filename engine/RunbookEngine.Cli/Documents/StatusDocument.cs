using System.Text.Json;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Documents;

/// <summary>A run's state as JSON.</summary>
internal static class StatusDocument
{
    public static void Write(Utf8JsonWriter writer, RecordedRun run, LeaseHolder? driver, bool away)
    {
        var (state, created) = (run.State, run.State.Created!);
        writer.WriteString("run", run.Run.Value);
        writer.WriteString("name", created.Name);
        writer.WriteString("status", JsonDocuments.Word(state.Status));
        writer.WriteString("section", JsonDocuments.Word(state.Section));
        writer.WriteString("started_at", created.At);
        writer.WriteString("updated_at", state.UpdatedAt);
        writer.WriteNumber("resumes", state.Resumes);
        writer.WriteString("file", state.Sources[0].File);
        writer.WriteString("hash", state.Hash);
        writer.WriteString("base_directory", created.BaseDirectory);
        writer.WriteString("engine_version", created.EngineVersion);
        writer.WriteText("lock", created.Lock);
        writer.WriteText("cluster", created.ClusterName);
        writer.WriteText("inventory", created.InventoryFile);
        if (state.ClosesAt is { } close)
            writer.WriteString("closes_at", close);
        writer.WriteText("stop_note", state.StopNote);
        if (away)
            writer.WriteBoolean("lives_elsewhere", true);
        if (driver is not null)
        {
            writer.WritePropertyName("driven_by");
            HolderJson.Write(writer, driver);
        }

        writer.WritePropertyName("inputs");
        ValueJson.Write(writer, created.Inputs);
        writer.WritePropertyName("outputs");
        ValueJson.Write(writer, state.Outputs);
        writer.WriteObjects("steps", run.Plan.Nodes, n => WriteStep(writer, n, state[n.Path]));
    }

    private static void WriteStep(Utf8JsonWriter writer, PlanNode node, StepState step)
    {
        writer.WriteString("step", node.Path.Value);
        writer.WriteString("status", JsonDocuments.Word(step.Status));
        writer.WriteString("section", JsonDocuments.Word(node.Section));
        writer.WriteText("target", step.Target ?? node.Lane?.Target);
        if (node.Lane is { } lane)
        {
            writer.WriteString("lane", lane.Path.Value);
            writer.WriteNumber("batch", lane.Batch + 1);
        }

        if (step.Attempt > 0)
            writer.WriteNumber("attempt", step.Attempt);
        if (step.StartedAt is { } started)
            writer.WriteString("started_at", started);
        if (step.EndedAt is { } ended)
            writer.WriteString("ended_at", ended);
        if (step.NotBefore is { } next)
            writer.WriteString("not_before", next);
        if (step.Wait is { } wait)
        {
            writer.WriteString("wait", JsonDocuments.Word(wait.Kind));
            writer.WriteString("wait_message", wait.Message);
        }

        if (step.Skip is { } skip)
            writer.WriteString("skip", JsonDocuments.Word(skip));
        writer.WriteText("cause", step.SkipCause?.Value);
        writer.WriteText("resolution", step.Resolution);
        if (step.Failure is { } failure)
            WriteFailure(writer, failure);
        if (step.Outputs.Entries.Length > 0)
        {
            writer.WritePropertyName("outputs");
            ValueJson.Write(writer, step.Outputs);
        }
    }

    private static void WriteFailure(Utf8JsonWriter writer, StepFailure failure)
    {
        writer.WriteStartObject("failure");
        writer.WriteString("code", failure.Code);
        writer.WriteString("message", failure.Message);
        writer.WriteBoolean("retryable", failure.Retryable);
        writer.WriteText("hint", failure.Hint);
        writer.WriteStartArray("details");
        foreach (var line in failure.Details)
            writer.WriteStringValue(line);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
