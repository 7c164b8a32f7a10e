using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>
/// <c>restore</c>: brings the objects of a backup back by server-side apply, in the order of its index. Each object is looked at first, and this run's own are known by their field manager: so a
/// restore that was cut off is simply gone through again.
/// </summary>
internal sealed class Restore : IClusterVerb
{
    private const string Dir = "dir";
    private const string Existing = "existing";
    private const string Namespaces = "namespaces";
    private const int MostDetails = 20;

    private static readonly TimeSpan s_established = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    public VerbDefinition Definition { get; } = new()
    {
        Name = "restore",
        Summary = "Brings the objects of a backup back by server-side apply, in order; what is there already is left alone unless told otherwise. All objects are tried, and those that failed are told at the end; a resume does what is left.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Dir, ParameterType.Path, "The backup's folder on the engine's machine; a relative one starts at the runbook's.", Required: true, Example: "./backups/2026-11-23"),
        Parameters =
        [
            new(Existing, ParameterType.Choice, "What happens to objects that are there: `keep` leaves them alone, which is so when nothing is said; `update` brings them to the backup's state, and takes the fields from whoever else manages them.",
                Choices: ["keep", "update"], Example: "update"),
            new(Namespaces, ParameterType.TextList, "Only these namespaces, and nothing that is in none but they themselves.", Example: "[shop]"),
            Backup.Passphrase,
        ],
        Outputs = RestoreTally.Definitions,
        Example = """
            - id: objects
              cluster: { restore: ./backups/2026-11-23, namespaces: [shop] }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var folder = TargetPath.OnEngine(context, Dir);
        return Task.FromResult(Backup.IndexOf(folder) is { } index
            ? new ProbeResult.Needed(string.Create(CultureInfo.InvariantCulture, $"apply {index.Objects} objects of {index.Groups.Length} kinds, taken {index.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, to cluster `{context.Cluster.Name}`"))
            : ProbeResult.Unknown);
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var folder = TargetPath.OnEngine(context, Dir);
        var index = Backup.IndexOf(folder)
            ?? throw new StepFailureException(new("no-backup", $"{folder[context.EngineRoot.Length..]} is no backup: it has no {BackupIndex.FileName} that can be read", Retryable: false, "name the folder that `cluster: { backup: … }` wrote"));
        var held = index.Namespaces.ToHashSet();
        KnownNamespaces.Require([.. context.Arguments.List(Namespaces).Where(n => !held.Contains(n))], "the backup", held.Count == 0 ? "it holds none" : $"it holds {Sentences.Names(held.Order(), 10)}");
        var work = new Work(context, folder, KeyOf(context, index), context.Arguments.TextOrNull(Existing) == "update", [.. context.Arguments.List(Namespaces)]);
        foreach (var group in index.Groups)
            await work.GroupAsync(group, cancellation);
        context.Progress(work.Tally.Words);
        return work.Tally.Failed.Count > 0 ? new StepOutcome.Failed(Failure(work.Tally), work.Tally.Outputs())
            : work.Tally.Created + work.Tally.Updated > 0 ? new StepOutcome.Succeeded(work.Tally.Outputs())
            : new StepOutcome.Unchanged(work.Tally.Outputs());
    }

    private static StepFailure Failure(RestoreTally tally) => new(
        "restore-partial", $"{Sentences.Count(tally.Failed.Count, "object")} could not be brought back ({tally.Words}); first: {tally.Failed[0]}", Retryable: true,
        "mend what the server says, then resume: what is there already is left alone", [.. tally.Failed.Take(MostDetails)]);

    private static SecretLock.SecretKey? KeyOf(StepContext context, BackupIndex index) => (index.Lock, context.Arguments.Get(Backup.Passphrase.Name)) switch
    {
        (null, _) or (_, null) => null,
        ({ } locked, Value.Secret secret) => locked.Open(secret.Reveal())
            ?? throw new StepFailureException(new("wrong-passphrase", "the passphrase does not open the Secrets of this backup", Retryable: false, "give the one that the backup was made with")),
        _ => throw new SettingException("the passphrase stands in the runbook", "take it from an input of type `secret`"),
    };

    private sealed class Work(StepContext context, string folder, SecretLock.SecretKey? key, bool updates, ImmutableHashSet<string> namespaces)
    {
        private readonly string _manager = $"runbook-restore-{context.Run}";

        public RestoreTally Tally { get; } = new();

        public async Task GroupAsync(BackupGroup group, CancellationToken cancellation)
        {
            foreach (var file in group.Files)
            {
                if (IsMeant(group.Resource, file))
                    await FileAsync(group.Resource, file, cancellation);
                else
                    Tally.Skipped++;
            }

            context.Progress($"{BackupRules.NameOf(group.Resource)}: {Tally.Words}");
            if (group.Resource.Kind == "CustomResourceDefinition")
                await EstablishedAsync(group, cancellation);
        }

        private bool IsMeant(ApiResource kind, string file) =>
            (key is not null || !file.EndsWith(BackupGroup.Locked, StringComparison.Ordinal))
            && (namespaces.IsEmpty || (kind.IsNamespaced ? namespaces.Contains(file.Split('/')[0]) : kind is { Group: "", Plural: "namespaces" } && namespaces.Contains(Path.GetFileNameWithoutExtension(file))));

        private async Task FileAsync(ApiResource kind, string file, CancellationToken cancellation)
        {
            if (Read(file) is not { } body)
                return;
            var (space, name) = (kind.IsNamespaced ? body.ObjectNamespace() : null, body.ObjectName());
            try
            {
                await ApplyAsync(kind, space, name, body, cancellation);
            }
            catch (ClusterException refused) when (refused.Status is not 401)
            {
                Tally.Fail(file, refused.Status == 404 ? $"{refused.Message} (does this server have the kind {kind.ApiVersion} {kind.Kind}?)" : refused.Message);
            }
        }

        private async Task ApplyAsync(ApiResource kind, string? space, string name, JsonElement body, CancellationToken cancellation)
        {
            var there = await context.Cluster.FindAsync(kind, space, name, cancellation);
            var isOurs = there is { } item && item.Items("metadata", "managedFields").Any(f => f.Text("manager") == _manager);
            if (there is not null && (isOurs || !updates))
            {
                // This run made it, and was cut off before it could say so; or updated it, which is told as made.
                (Tally.Created, Tally.Untouched) = isOurs ? (Tally.Created + 1, Tally.Untouched) : (Tally.Created, Tally.Untouched + 1);
                return;
            }

            (await context.Cluster.SendAsync(
                new("PATCH", kind.PathOf(space, name))
                {
                    Body = body.GetRawText(), ContentType = PatchTypes.Apply, Query = [new("fieldManager", _manager), new("force", updates ? "true" : "false")],
                },
                cancellation)).OrThrow();
            (Tally.Created, Tally.Updated) = there is null ? (Tally.Created + 1, Tally.Updated) : (Tally.Created, Tally.Updated + 1);
        }

        private JsonElement? Read(string file)
        {
            var full = Path.GetFullPath(Path.Combine(folder, file));
            var bytes = full.StartsWith(folder + "/", StringComparison.Ordinal) && File.Exists(full) ? File.ReadAllBytes(full) : null;
            if (bytes is not null && file.EndsWith(BackupGroup.Locked, StringComparison.Ordinal))
                bytes = key!.Open(file, bytes);
            try
            {
                if (bytes is not null)
                    return Parse(bytes);
                Tally.Fail(file, "the file is missing, or was changed since the backup");
            }
            catch (JsonException wrong)
            {
                Tally.Fail(file, $"it is no JSON: {wrong.Message}");
            }

            return null;
        }

        private static JsonElement Parse(byte[] bytes)
        {
            var reader = new Utf8JsonReader(bytes);
            return JsonElement.ParseValue(ref reader);
        }

        /// <summary>Objects of a kind can only come once the server serves it.</summary>
        private async Task EstablishedAsync(BackupGroup group, CancellationToken cancellation)
        {
            var until = context.Clock.GetUtcNow() + s_established;
            foreach (var file in group.Files.Where(f => IsMeant(group.Resource, f)))
            {
                var name = Path.GetFileNameWithoutExtension(file);
                while (context.Clock.GetUtcNow() < until && await context.Cluster.FindAsync(group.Resource, null, name, cancellation) is { } definition
                    && !definition.Items("status", "conditions").Any(static c => c.Text("type") == "Established" && c.Text("status") == "True"))
                    await Task.Delay(s_interval, context.Clock, cancellation);
            }
        }
    }
}
