using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Velero;

/// <summary>Velero's kinds and what all its verbs have in common.</summary>
internal static class VeleroApi
{
    public const string NamespaceName = "namespace";
    private const string AllowPartialName = "allow-partial";

    public static ApiResource Backups { get; } = Of("backups", "Backup");

    public static ApiResource Restores { get; } = Of("restores", "Restore");

    public static ApiResource Schedules { get; } = Of("schedules", "Schedule");

    public static ApiResource Locations { get; } = Of("backupstoragelocations", "BackupStorageLocation");

    public static ParameterDefinition Namespace { get; } = new(NamespaceName, ParameterType.Text, "The namespace that Velero runs in; `velero` when left out.", Example: "velero");

    public static ParameterDefinition AllowPartial { get; } =
        new(AllowPartialName, ParameterType.Boolean, "`PartiallyFailed` counts as done: some items could not be handled, which `velero describe` names.", Example: "true");

    public static string NamespaceOf(StepContext context) => context.Arguments.TextOrNull(NamespaceName) ?? "velero";

    public static bool AllowsPartial(StepContext context) => context.Arguments.Flag(AllowPartialName);

    /// <summary>
    /// The name of what this attempt makes: the author's word, the run, the step and the attempt. Objects of Velero never run twice, so a new attempt needs a new name; and the same attempt after a
    /// crash finds its own again.
    /// </summary>
    public static string NameOf(StepContext context, string stem) => NameOf(context, stem, context.Attempt);

    /// <summary>
    /// The name of what this step has begun already; null: nothing. That is what this attempt made, or the newest that an earlier one made, as long as it is good for something: the attempt may have failed
    /// since the API server did not answer, or since its time was up, while the work went on.
    /// </summary>
    public static async Task<string?> BegunAsync(StepContext context, ApiResource kind, string space, string stem, Func<JsonElement, bool> isLost, CancellationToken cancellation)
    {
        for (var attempt = context.Attempt; attempt > 0; attempt--)
        {
            var name = NameOf(context, stem, attempt);
            if (await context.Cluster.FindAsync(kind, space, name, cancellation) is { } item)
                return attempt == context.Attempt || !isLost(item) ? name : null;
        }

        return null;
    }

    /// <summary>Whether an object of Velero will never be what is wanted.</summary>
    public static bool IsLost(StepContext context, JsonElement item) =>
        VeleroPhase.Of(item) is var phase && (phase.IsLeaving || (phase.IsOver && phase.Failure("", "", AllowsPartial(context)) is not null));

    /// <exception cref="SettingException">A name that no object can have.</exception>
    public static string Checked(string name, string what) =>
        name.Length is > 0 and <= 253 && name.All(static c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '.') && char.IsAsciiLetterOrDigit(name[0])
            ? name
            : throw new SettingException($"`{name}` cannot be the name of a {what}", "use lower-case letters, digits, `-` and `.`");

    private static string NameOf(StepContext context, string stem, int attempt)
    {
        var step = Sha256.Hex(System.Text.Encoding.UTF8.GetBytes(context.Path.ToString()))[..6];
        var tail = $"-{context.Run}-{step}-{attempt}".ToLowerInvariant();
        return stem[..Math.Min(stem.Length, 63 - tail.Length)].TrimEnd('-') + tail;
    }

    private static ApiResource Of(string plural, string kind) => new("velero.io", "v1", plural, kind, true);
}
