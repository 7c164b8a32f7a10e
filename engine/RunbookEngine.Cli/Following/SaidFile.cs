using System.Globalization;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Following;

/// <summary>
/// Keeps the last lines of running steps in a file beside the store, for whoever watches the run from another process. It is no part of the journal: whatever
/// goes wrong with it is of no concern to the run, and it is gone once nobody drives the run. Nothing is written before a step says something.
/// </summary>
internal sealed class SaidFile : IRunObserver, IAsyncDisposable
{
    /// <summary>Where the file begins anew, so that a flood fills no disk.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Of what a step says between two writes, so many lines are kept, the last ones: nobody reads more so fast.</summary>
    private const int MostLines = 40;

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Dictionary<StepPath, Queue<SaidLine>> _new = [];
    private readonly CancellationTokenSource _end = new();
    private readonly string _path;
    private readonly TimeProvider _clock;
    private Task? _writing;

    public SaidFile(CliSession session, RunId run) => (_path, _clock) = (PathOf(session, run), session.Console.Clock);

    /// <summary>Where the lines of a run are kept.</summary>
    public static string PathOf(CliSession session, RunId run) => Path.Combine(session.Beside, "said", run.Value);

    /// <inheritdoc/>
    public void OnEvents(IReadOnlyList<RunEvent> events, RunState state)
    {
    }

    /// <inheritdoc/>
    public void OnProgress(StepPath step, string line) => Take(step, isWord: false, line);

    /// <inheritdoc/>
    public void OnWord(StepPath step, string line) => Take(step, isWord: true, line);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_writing is not null)
            await _writing;
        _end.Dispose();
    }

    private void Take(StepPath step, bool isWord, string line)
    {
        var said = SaidLine.Of(_clock.GetUtcNow(), step, isWord, line);
        lock (_gate)
        {
            if (!_new.TryGetValue(step, out var lines))
                _new[step] = lines = [];
            lines.Enqueue(said);
            if (lines.Count > MostLines)
                lines.Dequeue();
            if (!_end.IsCancellationRequested)
                _writing ??= Task.Run(WriteAsync);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await using var file = Open();
            using var timer = new PeriodicTimer(s_pace, _clock);
            do
                WriteNew(file);
            while (await timer.WaitForNextTickAsync(_end.Token));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever watches sees the steps all the same, without their lines.
        }
        catch (OperationCanceledException)
        {
            Remove();
        }
    }

    private void Remove()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The lines of steps that are over are passed over.
        }
    }

    private FileStream Open()
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        PrivateFolder.Create(Path.GetDirectoryName(_path)!);
        return new(_path, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, UnixCreateMode = OwnerOnly, BufferSize = 0,
        });
    }

    /// <summary>One write for all that is new. Each beginning of the file has a name of its own in the first line, by which a reader sees that it began anew.</summary>
    private void WriteNew(FileStream file)
    {
        var text = new StringBuilder();
        lock (_gate)
        {
            foreach (var said in _new.Values.SelectMany(static l => l).OrderBy(static l => l.At))
                text.Append(said.Write()).Append('\n');
            _new.Clear();
        }

        if (text.Length == 0)
            return;
        if (file.Position > MostBytes)
            file.SetLength(0);
        if (file.Length == 0)
        {
            file.Position = 0;
            text.Insert(0, string.Create(CultureInfo.InvariantCulture, $"{_clock.GetUtcNow().Ticks:x16}\n"));
        }

        file.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
