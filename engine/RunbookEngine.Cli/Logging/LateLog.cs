using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Logging;

/// <summary>
/// The engine's own log, opened with the first line that matters (a warning, or any with <c>-v</c>), so that a run in which nothing is odd costs nothing;
/// the lines before it are written with it. Whatever fails in it ends the logging and nothing else.
/// </summary>
internal sealed class LateLog(CliSession session) : IEngineLog, IDisposable
{
    /// <summary>A long run must not fill the memory with lines that nobody may ever want.</summary>
    private const int MostHeld = 200;

    private readonly Lock _gate = new();
    private readonly Queue<Line> _held = [];
    private SerilogLog? _log;
    private bool _broken;

    /// <inheritdoc/>
    public void Write(LogLevel level, RunId? run, StepPath? step, string message, Exception? exception = null)
    {
        if (level == LogLevel.Debug && !session.Settings.Verbose)
            return;
        lock (_gate)
        {
            if (_broken)
                return;
            _held.Enqueue(new(session.Console.Clock.GetUtcNow(), level, run, step, message, exception));
            if (_log is null && level < LogLevel.Warning && !session.Settings.Verbose)
            {
                if (_held.Count > MostHeld)
                    _held.Dequeue();
                return;
            }

            try
            {
                _log ??= SerilogLog.Open(session);
                while (_held.TryDequeue(out var line))
                    _log.Write(line);
            }
#pragma warning disable CA1031 // A log must never stop what it tells of.
            catch (Exception)
#pragma warning restore CA1031
            {
                _broken = true;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _log?.Dispose();
            _broken = true;
        }
    }

    /// <summary>A line that may have to wait.</summary>
    internal sealed record Line(DateTimeOffset At, LogLevel Level, RunId? Run, StepPath? Step, string Message, Exception? Exception);
}
