using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Writes the objects of a cluster, kind by kind and page by page, so that memory does not grow with it.</summary>
internal sealed class BackupWriter(StepContext context, FolderDraft draft, bool withOwned, bool allowsPartial, ImmutableHashSet<string> namespaces)
{
    private readonly HashSet<string> _seen = [];
    private readonly List<string> _missing = [];
    private SecretLock.SecretKey? _key;

    /// <summary>Writes all, the index last, and gives the folder its name.</summary>
    public async Task<BackupIndex> WriteAsync(string madeBy, string? passphrase, CancellationToken cancellation)
    {
        await KnownNamespaces.RequireAsync(context.Cluster, namespaces.Order(), cancellation);
        SecretLock? locked = null;
        if (passphrase is not null)
            (locked, _key) = SecretLock.Create(passphrase);
        var at = context.Clock.GetUtcNow();
        var groups = ImmutableArray.CreateBuilder<BackupGroup>();
        var kinds = await Discovery.AllAsync(context.Cluster, _missing.Add, cancellation);
        foreach (var kind in BackupRules.InOrder(kinds.Where(BackupRules.Keeps)).Where(k => _key is not null || k is not { Group: "", Plural: "secrets" }))
        {
            if (await KindAsync(kind, cancellation) is { IsEmpty: false } files)
                groups.Add(new(kind, files));
        }

        var index = new BackupIndex
        {
            MadeBy = madeBy, At = at, Lock = locked, Groups = groups.ToImmutable(), Missing = [.. _missing],
            Cluster = (await context.Cluster.FindAsync(ApiResource.Namespaces, null, KubeSystem.Namespace, cancellation))?.ObjectUid() ?? "",
        };
        if (_missing.Count > 0 && !allowsPartial)
        {
            throw new StepFailureException(new("backup-partial", $"{Sentences.Count(_missing.Count, "kind")} could not be read: {Sentences.Names(_missing, 3)}", Retryable: true,
                "give the user of the kubeconfig the right to list them, or mend the server behind their group (`kubectl get apiservices`); `allow-partial: true` does without them", [.. _missing]));
        }

        await draft.WriteAsync(BackupIndex.FileName, index.ToJson(), cancellation);
        draft.Complete();
        context.Progress(string.Create(CultureInfo.InvariantCulture, $"{Sentences.Count(index.Objects, "object")} of {Sentences.Count(index.Groups.Length, "kind")} written"));
        return index;
    }

    /// <summary>The files of one kind, in the order of their names. A kind that may not be read is named as missing.</summary>
    private async Task<ImmutableArray<string>> KindAsync(ApiResource kind, CancellationToken cancellation)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (var item in context.Cluster.ListAsync(kind, cancellation: cancellation))
            {
                if (IsMeant(kind, item) && BackupRules.Keeps(kind, item, withOwned) && IsFirst(item))
                    files.Add(await ObjectAsync(kind, item, cancellation));
            }
        }
        catch (ClusterException refused)
        {
            _missing.Add($"{BackupRules.NameOf(kind)}: {Sentences.OneLine(refused.Message)}");
        }

        if (files.Count > 0)
            context.Progress($"{BackupRules.NameOf(kind)}: {files.Count}");
        return [.. files];
    }

    private async Task<string> ObjectAsync(ApiResource kind, JsonElement item, CancellationToken cancellation)
    {
        var isLocked = kind is { Group: "", Plural: "secrets" };
        var path = BackupGroup.FileOf(kind, item.ObjectNamespace(), item.ObjectName(), isLocked);
        var text = CleanObject.Of(kind, item);
        await draft.WriteAsync(path, isLocked ? _key!.Close(path, text) : text, cancellation);
        return path;
    }

    private bool IsMeant(ApiResource kind, JsonElement item) =>
        namespaces.IsEmpty || (kind.IsNamespaced ? namespaces.Contains(item.ObjectNamespace()) : kind is { Group: "", Plural: "namespaces" } && namespaces.Contains(item.ObjectName()));

    /// <summary>Some kinds are served by several groups, with the same objects in each.</summary>
    private bool IsFirst(JsonElement item) => _seen.Add(item.ObjectUid());
}
