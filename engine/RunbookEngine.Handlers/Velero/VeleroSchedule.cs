using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Velero;

/// <summary><c>schedule</c>: sees to it that Velero makes backups by itself.</summary>
internal sealed class VeleroSchedule : IClusterVerb
{
    private const string Name = "name";
    private const string Cron = "cron";
    private const string Paused = "paused";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    public VerbDefinition Definition { get; } = new()
    {
        Name = "schedule",
        Summary = "Sees to it that a schedule of backups is there as it is written here, and waits until Velero takes it; applied by server-side apply, so it may be applied again and again.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Name, ParameterType.Text, "Its name.", Required: true, Example: "nightly"),
        Parameters =
        [
            new(Cron, ParameterType.Text, "When, as cron writes it, in UTC.", Required: true, Example: "\"0 2 * * *\""),
            new(Paused, ParameterType.Boolean, "Makes no backups for now.", Example: "true"),
            .. VeleroBody.OfBackup, VeleroApi.Namespace,
        ],
        Outputs =
        [
            new("phase", ParameterType.Text, "`Enabled`."),
            new("last_backup", ParameterType.Text, "When it made its last backup; empty when it made none yet."),
        ],
        Example = """
            - velero: { schedule: nightly, cron: "0 2 * * *", ttl: 168h }
              timeout: 5m
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult<ProbeResult>(new ProbeResult.Needed($"apply the schedule `{context.Arguments.Text(Name)}`"));

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (space, name) = (VeleroApi.NamespaceOf(context), VeleroApi.Checked(context.Arguments.Text(Name), "schedule"));
        await VeleroWait.RequireStorageAsync(context.Cluster, space, context.Arguments.TextOrNull("storage-location"), writes: true, cancellation);
        var before = await context.Cluster.FindAsync(VeleroApi.Schedules, space, name, cancellation);
        var body = VeleroBody.Of(VeleroApi.Schedules, space, name, context.Run, w => Write(w, context.Arguments));
        var after = (await context.Cluster.SendAsync(
            new("PATCH", VeleroApi.Schedules.PathOf(space, name)) { Body = body, ContentType = PatchTypes.Apply, Query = [new("fieldManager", "runbook-engine"), new("force", "true")] }, cancellation)).OrThrow().Json;
        while (after.Text("status", "phase") is "" or "New")
        {
            await Task.Delay(s_interval, context.Clock, cancellation);
            after = await context.Cluster.FindAsync(VeleroApi.Schedules, space, name, cancellation) ?? default;
        }

        if (after.Text("status", "phase") != "Enabled")
        {
            var why = string.Join("; ", after.Items("status", "validationErrors").Select(static e => Sentences.OneLine(e.GetString() ?? "")));
            return new StepOutcome.Failed(new("velero-failed-validation", $"schedule {name} was refused by Velero: {why}", Retryable: false, "mend what it names, then resume"));
        }

        var outputs = OutputMap.Of(("phase", OutputMap.Text("Enabled")), ("last_backup", OutputMap.Text(after.Text("status", "lastBackup"))));
        return before is { } old && old.At("spec").ToString() == after.At("spec").ToString() ? new StepOutcome.Unchanged(outputs) : new StepOutcome.Succeeded(outputs);
    }

    private static void Write(Utf8JsonWriter writer, Arguments given)
    {
        writer.WriteString("schedule", given.Text(Cron));
        VeleroBody.Flag(writer, "paused", given, Paused);
        writer.WriteStartObject("template");
        VeleroBody.WriteBackup(writer, given);
        writer.WriteEndObject();
    }
}
