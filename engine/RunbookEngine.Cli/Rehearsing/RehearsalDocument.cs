using System.Text.Json;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>A rehearsal as JSON.</summary>
internal static class RehearsalDocument
{
    public static void Write(Utf8JsonWriter writer, RehearsalReport report)
    {
        Write(writer, report.Story);
        if (report.Crashes is { } crashes)
        {
            writer.WriteStartObject("every_crash");
            writer.WriteNumber("points", crashes.Points);
            writer.WriteNumber("tried", crashes.Tried);
            writer.WriteObjects("failures", crashes.Failures, f =>
            {
                writer.WriteNumber("moment", f.Moment);
                writer.WriteString("what", f.What);
                Texts(writer, "differences", f.Differences);
            });
            writer.WriteEndObject();
        }

        if (report.Swarm is { } swarm)
        {
            writer.WriteStartObject("swarm");
            writer.WriteNumber("seeds", swarm.Wanted);
            writer.WriteNumber("tried", swarm.Ends.Length);
            writer.WriteNumber("same", swarm.Count(SwarmEnding.Same));
            writer.WriteNumber("stopped", swarm.Count(SwarmEnding.Stopped));
            writer.WriteObjects("wrong", swarm.Wrong, e =>
            {
                writer.WriteNumber("seed", e.Seed);
                Texts(writer, "why", e.Why);
                writer.WriteString("again", report.Again(e));
            });
            writer.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter writer, RehearsalStory story)
    {
        writer.WriteString("runbook", story.Name);
        writer.WriteString("world", story.World);
        writer.WriteNumber("seed", story.Seed);
        writer.WriteString("status", JsonDocuments.Word(story.Result.State.Status));
        writer.WriteNumber("engines", story.Result.Engines);
        writer.WriteNumber("took_s", Seconds(story.Timeline.End - story.Timeline.Start));
        writer.WriteNumber("pods_moved", story.PodsMoved);
        writer.WriteObjects("lanes", story.Timeline.Lanes, l => Lane(writer, story, l));
        writer.WriteObjects("steps", story.Timeline.Steps, s => Step(writer, story, s));
        writer.WriteObjects("workloads", story.Workloads, w =>
        {
            writer.WriteString("name", w.Name);
            writer.WriteNumber("replicas", w.Replicas);
            writer.WriteNumber("fewest", w.Fewest);
            if (w.Wanted is { } wanted)
                writer.WriteNumber("wanted", wanted);
        });
        Texts(writer, "blockers", story.Blockers);
        Texts(writer, "not_executed", story.NotExecuted);
        Texts(writer, "effects", story.Result.Effects);
        Texts(writer, "facts", story.Result.Facts);
    }

    private static void Lane(Utf8JsonWriter writer, RehearsalStory story, TimelineLane lane)
    {
        writer.WriteString("lane", lane.Path.Value);
        writer.WriteNumber("batch", lane.Batch + 1);
        writer.WriteNumber("start_s", Seconds(lane.Start - story.Timeline.Start));
        writer.WriteNumber("took_s", Seconds(lane.Took));
        writer.WriteBoolean("failed", lane.HasFailed);
    }

    private static void Step(Utf8JsonWriter writer, RehearsalStory story, TimelineStep step)
    {
        writer.WriteString("step", step.Path.Value);
        writer.WriteText("lane", step.Lane?.Value);
        writer.WriteNumber("start_s", Seconds(step.Start - story.Timeline.Start));
        writer.WriteNumber("took_s", Seconds(step.Took));
        writer.WriteNumber("attempts", step.Attempts);
        writer.WriteText("result", step.Result is { } result ? JsonDocuments.Word(result) : null);
        writer.WriteText("code", step.Failure?.Code);
        writer.WriteText("message", step.Failure?.Message);
        writer.WriteText("hint", step.Failure?.Hint);
    }

    private static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
