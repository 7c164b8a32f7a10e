using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Velero;

/// <summary><c>backup</c>: makes a backup and waits until it can be used.</summary>
internal sealed class VeleroBackup : IClusterVerb
{
    private const string Name = "name";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "backup",
        Summary = "Makes a backup and waits until it is complete; it is named after the run, the step and the attempt, and a new attempt goes on with what an earlier one began, unless that failed.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Name, ParameterType.Text, "The beginning of its name.", Required: true, Example: "before-upgrade"),
        Parameters = [.. VeleroBody.OfBackup, VeleroApi.AllowPartial, VeleroApi.Namespace],
        Outputs =
        [
            new("name", ParameterType.Text, "Its whole name, which a restore asks for."),
            new("phase", ParameterType.Text, "`Completed`, or `PartiallyFailed` where that is allowed."),
            new("errors", ParameterType.Integer, "How many items failed."),
            new("warnings", ParameterType.Integer, "How many warnings there were."),
            new("expires", ParameterType.Text, "When Velero removes it."),
        ],
        Example = """
            - id: saved
              velero: { backup: before-upgrade, include-namespaces: [shop], ttl: 168h }
              timeout: 2h
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult<ProbeResult>(new ProbeResult.Needed($"make a backup `{context.Arguments.Text(Name)}-…`"));

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var space = VeleroApi.NamespaceOf(context);
        var stem = VeleroApi.Checked(context.Arguments.Text(Name), "backup");
        if (await VeleroApi.BegunAsync(context, VeleroApi.Backups, space, stem, i => VeleroApi.IsLost(context, i), cancellation) is not { } name)
        {
            await KnownNamespaces.RequireAsync(context.Cluster, context.Arguments.List(VeleroBody.IncludedNamespaces), cancellation);
            name = VeleroApi.NameOf(context, stem);
            await VeleroWait.RequireStorageAsync(context.Cluster, space, context.Arguments.TextOrNull("storage-location"), writes: true, cancellation);
            var body = VeleroBody.Of(VeleroApi.Backups, space, name, context.Run, w => VeleroBody.WriteBackup(w, context.Arguments));
            await VeleroWait.CreateAsync(context.Cluster, VeleroApi.Backups, space, name, body, cancellation);
        }

        var (phase, item) = await VeleroWait.UntilOverAsync(context, VeleroApi.Backups, space, name, cancellation);
        var outputs = OutputMap.Of(
            ("name", OutputMap.Text(name)), ("phase", OutputMap.Text(phase.Phase)), ("errors", OutputMap.Integer(phase.Errors)), ("warnings", OutputMap.Integer(phase.Warnings)),
            ("expires", OutputMap.Text(item.Text("status", "expiration"))));
        return phase.Failure("backup", name, VeleroApi.AllowsPartial(context)) is { } failure ? new StepOutcome.Failed(failure, outputs) : new StepOutcome.Succeeded(outputs);
    }
}
