using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Logging;

/// <summary>
/// The engine's own log, opened with its first line, so that a start which has nothing to say costs nothing. Whatever fails in it ends the logging and
/// nothing else.
/// </summary>
internal sealed class LateLog(CliSession session) : IEngineLog, IDisposable
{
    private readonly Lock _gate = new();
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
            try
            {
                _log ??= SerilogLog.Open(session);
                _log.Write(level, run, step, message, exception);
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
}
