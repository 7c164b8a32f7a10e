using System.Collections.Immutable;
using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Writes what was gathered to a folder on the engine's machine.</summary>
internal static class EvidenceBundle
{
    /// <summary>Writes the bundle, which appears only when it is complete; one that is there already is left as it is.</summary>
    /// <returns>How many files it has.</returns>
    public static async Task<int> WriteAsync(string folder, NodeEvidence evidence, ImmutableArray<string> telling, CancellationToken cancellation)
    {
        if (Directory.Exists(folder))
            return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();
        var files = EvidenceFiles.Of(evidence, telling);
        PrivateFolder.Create(Path.GetDirectoryName(folder)!);
        var draft = FolderDraft.Begin(folder);
        foreach (var (path, text) in files)
            await draft.WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellation);
        draft.Complete();
        return files.Count;
    }
}
