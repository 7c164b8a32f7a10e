using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Velero;

/// <summary><c>restore</c>: brings a backup back and waits until that is done.</summary>
internal sealed class VeleroRestore : IClusterVerb
{
    private const string Backup = "backup";
    private const string FromSchedule = "from-schedule";
    private const string Existing = "existing-resource-policy";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "restore",
        Summary = "Brings a backup back and waits until that is done; a new attempt goes on with what an earlier one began, unless that failed.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Backup, ParameterType.Text, "The backup's whole name; left empty with `from-schedule`.", Example: "before-upgrade-20261123-0800-3"),
        Parameters =
        [
            new(FromSchedule, ParameterType.Text, "The schedule whose newest backup is brought back.", Example: "nightly"),
            new(Existing, ParameterType.Choice, "What happens to objects that are there: `none` leaves them alone, which is so when nothing is said; `update` changes them.", Choices: ["none", "update"], Example: "update"),
            new("include-namespaces", ParameterType.TextList, "Only these namespaces; all when left out.", Example: "[shop]"),
            new("exclude-namespaces", ParameterType.TextList, "Not these namespaces.", Example: "[kube-system]"),
            new("include-resources", ParameterType.TextList, "Only these kinds.", Example: "[deployments]"),
            new("exclude-resources", ParameterType.TextList, "Not these kinds.", Example: "[nodes]"),
            new("namespace-mappings", ParameterType.TextMap, "Namespaces of the backup to those that they become.", Example: "{ shop: shop-copy }"),
            new("selector", ParameterType.TextMap, "Only objects with these labels.", Example: "{ app: shop }"),
            new("restore-volumes", ParameterType.Boolean, "Whether volumes are brought back; as Velero decides when left out.", Example: "true"),
            VeleroApi.AllowPartial, VeleroApi.Namespace,
        ],
        Outputs =
        [
            new("name", ParameterType.Text, "The restore's name."),
            new("phase", ParameterType.Text, "`Completed`, or `PartiallyFailed` where that is allowed."),
            new("errors", ParameterType.Integer, "How many items failed."),
            new("warnings", ParameterType.Integer, "How many warnings there were."),
        ],
        Example = """
            - id: back
              velero: { restore: before-upgrade-20261123-0800-3, include-namespaces: [shop] }
              timeout: 2h
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) =>
        Task.FromResult<ProbeResult>(new ProbeResult.Needed($"restore {context.Arguments.TextOrNull(Backup) ?? $"the newest backup of schedule {context.Arguments.TextOrNull(FromSchedule)}"}"));

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (space, backup, schedule) = (VeleroApi.NamespaceOf(context), context.Arguments.TextOrNull(Backup) ?? "", context.Arguments.TextOrNull(FromSchedule) ?? "");
        if (backup.Length == 0 == (schedule.Length == 0))
            throw new SettingException("a restore is from a backup, or from a schedule", "name the backup, or leave it empty and name `from-schedule`");
        var stem = VeleroApi.Checked(backup.Length > 0 ? backup : schedule, backup.Length > 0 ? "backup" : "schedule");
        if (await VeleroApi.BegunAsync(context, VeleroApi.Restores, space, stem, i => VeleroApi.IsLost(context, i), cancellation) is not { } name)
        {
            name = VeleroApi.NameOf(context, stem);
            await RequireBackupAsync(context, space, backup, cancellation);
            await VeleroWait.CreateAsync(context.Cluster, VeleroApi.Restores, space, name, VeleroBody.Of(VeleroApi.Restores, space, name, context.Run, w => Write(w, context.Arguments, backup, schedule)), cancellation);
        }

        var (phase, _) = await VeleroWait.UntilOverAsync(context, VeleroApi.Restores, space, name, cancellation);
        var outputs = OutputMap.Of(
            ("name", OutputMap.Text(name)), ("phase", OutputMap.Text(phase.Phase)), ("errors", OutputMap.Integer(phase.Errors)), ("warnings", OutputMap.Integer(phase.Warnings)));
        return phase.Failure("restore", name, VeleroApi.AllowsPartial(context)) is { } failure ? new StepOutcome.Failed(failure, outputs) : new StepOutcome.Succeeded(outputs);
    }

    /// <summary>A backup that is not there, or not over, or whose storage is gone, is told before anything is made.</summary>
    private static async Task RequireBackupAsync(StepContext context, string space, string backup, CancellationToken cancellation)
    {
        if (backup.Length == 0)
            return;
        if (await context.Cluster.FindAsync(VeleroApi.Backups, space, backup, cancellation) is not { } item)
            throw new StepFailureException(new("not-found", $"Velero in namespace `{space}` has no backup `{backup}`", Retryable: false, $"`kubectl -n {space} get backups.velero.io` lists them; a new cluster learns of old ones a minute after it has their location"));
        if (VeleroPhase.Of(item) is { Phase: not ("Completed" or "PartiallyFailed") } phase)
            throw new StepFailureException(new("velero-backup", $"backup {backup} cannot be restored: it is {phase.Words}", Retryable: !phase.IsOver, "wait until it is Completed, or name another one"));
        await VeleroWait.RequireStorageAsync(context.Cluster, space, item.Text("spec", "storageLocation") is { Length: > 0 } location ? location : null, writes: false, cancellation);
    }

    private static void Write(Utf8JsonWriter writer, Arguments given, string backup, string schedule)
    {
        writer.WriteString(backup.Length > 0 ? "backupName" : "scheduleName", backup.Length > 0 ? backup : schedule);
        if (given.TextOrNull(Existing) is { } policy)
            writer.WriteString("existingResourcePolicy", policy);
        VeleroBody.Texts(writer, "includedNamespaces", given.List("include-namespaces"));
        VeleroBody.Texts(writer, "excludedNamespaces", given.List("exclude-namespaces"));
        VeleroBody.Texts(writer, "includedResources", given.List("include-resources"));
        VeleroBody.Texts(writer, "excludedResources", given.List("exclude-resources"));
        VeleroBody.Map(writer, given.Map("namespace-mappings"), "namespaceMapping");
        VeleroBody.Selector(writer, given);
        VeleroBody.Flag(writer, "restorePVs", given, "restore-volumes");
    }
}
