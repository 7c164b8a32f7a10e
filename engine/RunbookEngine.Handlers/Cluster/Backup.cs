using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary><c>backup</c>: the objects of a cluster as files that can be applied again.</summary>
internal sealed class Backup : IClusterVerb
{
    private const string Dir = "dir";
    private const string Secrets = "secrets";
    private const string Owned = "owned";
    private const string Namespaces = "namespaces";
    private const string AllowPartial = "allow-partial";
    private const string Replace = "replace";
    private const string Git = "git";

    /// <summary>The passphrase of locked Secrets.</summary>
    public static ParameterDefinition Passphrase { get; } = new("passphrase", ParameterType.Text,
        "The passphrase of the Secrets, from an input of type `secret`: they are locked by AES-256-GCM with a key from PBKDF2 (HMAC-SHA-256, 600,000 rounds, a new salt for each backup).",
        AllowsSecret: true, Example: "\"{{ inputs.passphrase }}\"");

    public VerbDefinition Definition { get; } = new()
    {
        Name = "backup",
        Summary = "Writes the objects of the cluster into a folder on the engine's machine, one JSON file each, without what the server wrote into them and without what it makes anew by itself; volumes are not part of it. The folder appears only when it is complete. Use an etcd snapshot to bring back the very same cluster.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Dir, ParameterType.Path, "The folder, which must not be there yet; a relative one starts at the runbook's.", Required: true, Example: "./backups/2026-11-23"),
        Parameters =
        [
            new(Secrets, ParameterType.Choice, "`omit` leaves Secrets out, which is so when nothing is said; `include` locks them with the `passphrase`.", Choices: ["omit", "include"], Example: "include"),
            Passphrase,
            new(Namespaces, ParameterType.TextList, "Only these namespaces, and nothing that is in none but they themselves.", Example: "[shop]"),
            new(Owned, ParameterType.Boolean, "Also what another object brings back, such as the ReplicaSets and pods of a Deployment.", Example: "true"),
            new(AllowPartial, ParameterType.Boolean, "Kinds that may not be read, or whose own server is down, are left out instead of failing the step.", Example: "true"),
            new(Replace, ParameterType.Boolean, "A backup that is there already is replaced once the new one is complete.", Example: "true"),
            new(Git, ParameterType.Boolean, "Replaces what is there, and commits the folder into the git repository that it lies in; where there is none, one is made in the folder above.", Example: "true"),
        ],
        Outputs =
        [
            new("path", ParameterType.Path, "The folder; `index.json` in it holds the order of a restore."),
            new("objects", ParameterType.Integer, "How many objects it has."),
            new("kinds", ParameterType.Integer, "Of how many kinds."),
            new("missing", ParameterType.TextList, "Kinds that could not be read; empty unless `allow-partial` is set."),
            new("commit", ParameterType.Text, "The commit, with `git`."),
        ],
        Example = """
            - id: objects
              cluster: { backup: "./backups/{{ run.id }}", secrets: omit }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var folder = TargetPath.OnEngine(context, Dir);
        return Task.FromResult<ProbeResult>(new ProbeResult.Needed(Directory.Exists(folder) ? $"replace the backup in {folder}" : $"write the objects of cluster `{context.Cluster.Name}` into {folder}"));
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (folder, git) = (TargetPath.OnEngine(context, Dir), context.Arguments.Flag(Git));
        var secret = PassphraseOf(context);
        var madeBy = $"{context.Run}/{context.Path}";
        var index = IndexOf(folder);
        if (index?.MadeBy != madeBy)
        {
            if (Directory.Exists(folder) && (index is null || !git && !context.Arguments.Flag(Replace)))
                return new StepOutcome.Failed(InTheWay(folder, index is not null));
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            var writer = new BackupWriter(context, FolderDraft.Begin(folder), context.Arguments.Flag(Owned), context.Arguments.Flag(AllowPartial), [.. context.Arguments.List(Namespaces)]);
            index = await writer.WriteAsync(madeBy, secret, cancellation);
        }

        var (commit, failure) = git ? await GitCommit.MakeAsync(context, folder, $"Backup of cluster {context.Cluster.Name} by run {context.Run}", cancellation) : ("", null);
        var outputs = Outputs(folder, index, commit);
        return failure ?? new StepOutcome.Succeeded(outputs);
    }

    /// <summary>The index of a backup; null when the folder is none.</summary>
    public static BackupIndex? IndexOf(string folder)
    {
        var file = Path.Combine(folder, BackupIndex.FileName);
        return File.Exists(file) ? BackupIndex.Parse(File.ReadAllBytes(file)) : null;
    }

    /// <summary>The passphrase for the Secrets; null: they are left out.</summary>
    private static string? PassphraseOf(StepContext context)
    {
        if (context.Arguments.TextOrNull(Secrets) != "include")
            return null;
        return context.Arguments.Get(Passphrase.Name) switch
        {
            Value.Secret secret when secret.Reveal().Length >= 12 => secret.Reveal(),
            Value.Secret => throw new SettingException("the passphrase has fewer than 12 characters", "use a longer one, such as what `openssl rand -base64 24` gives"),
            null => throw new SettingException("Secrets are never written unlocked", "give a `passphrase` from an input of type `secret`, or leave `secrets` out"),
            _ => throw new SettingException("the passphrase stands in the runbook", "take it from an input of type `secret`"),
        };
    }

    private static StepFailure InTheWay(string folder, bool isBackup) => isBackup
        ? new("exists", $"{folder} holds a backup already", Retryable: false, "name another folder, such as one with `{{ run.id }}` in it, or set `replace: true`")
        : new("exists", $"{folder} is there, and is no backup", Retryable: false, "name another folder; only a backup is ever replaced");

    private static Value.Map Outputs(string folder, BackupIndex index, string commit) => OutputMap.Of(
        ("path", OutputMap.Text(folder)),
        ("objects", OutputMap.Integer(index.Objects)),
        ("kinds", OutputMap.Integer(index.Groups.Length)),
        ("missing", new Value.List([.. index.Missing.Select(OutputMap.Text)])),
        ("commit", OutputMap.Text(commit)));
}
