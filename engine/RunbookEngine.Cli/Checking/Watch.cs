using RunbookEngine.Cli.Engine;

namespace RunbookEngine.Cli.Checking;

/// <summary>Checks files again whenever one of them, or one that they include, has changed.</summary>
internal sealed class Watch(CliSession session)
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(300);

    /// <summary>Goes on until somebody ends it.</summary>
    /// <param name="files">The files, as they were named.</param>
    /// <param name="check">Checks and prints; what was looked at.</param>
    public async Task RunAsync(IReadOnlyCollection<string> files, Func<IReadOnlyList<CheckedFile>> check)
    {
        var ended = new TaskCompletionSource();
        using var registration = session.Console.OnInterrupt(() => ended.TrySetResult());
        using var timer = new PeriodicTimer(s_pace, session.Console.Clock);
        var seen = Stamps(files);
        while (!ended.Task.IsCompleted)
        {
            // What changes while it is read counts as changed, since it was looked at before.
            var after = Stamps(check().SelectMany(static r => r.Sources.Select(static s => s.File).Append(r.File)).Distinct());
            seen = after.ToDictionary(p => p.Key, p => seen.GetValueOrDefault(p.Key, p.Value));
            session.Console.Error.WriteLine("waiting for a change; Ctrl-C ends");
            while (!ended.Task.IsCompleted && seen.All(static p => Stamp(p.Key) == p.Value))
                await Task.WhenAny(timer.WaitForNextTickAsync().AsTask(), ended.Task);
            seen = Stamps(seen.Keys);
        }
    }

    private Dictionary<string, (DateTime Written, long Length)> Stamps(IEnumerable<string> files) => files.Select(session.Console.FullPath).Distinct().ToDictionary(static p => p, Stamp);

    /// <summary>A file that is not there has a stamp as well: it may come.</summary>
    private static (DateTime Written, long Length) Stamp(string path) => new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;
}
