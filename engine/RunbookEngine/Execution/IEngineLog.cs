using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>The engine's own log: for whoever looks for a fault of the engine. It is not the journal, and nothing depends on it.</summary>
public interface IEngineLog
{
    /// <summary>Writes nothing.</summary>
    static IEngineLog Silent { get; } = new SilentLog();

    /// <summary>Writes a line. Never throws.</summary>
    void Write(LogLevel level, RunId? run, StepPath? step, string message, Exception? exception = null);

    private sealed class SilentLog : IEngineLog
    {
        public void Write(LogLevel level, RunId? run, StepPath? step, string message, Exception? exception)
        {
        }
    }
}

/// <summary>How much a line of the log matters.</summary>
public enum LogLevel
{
    /// <summary>Every move.</summary>
    Debug,

    /// <summary>The course of a run.</summary>
    Information,

    /// <summary>Something to look at.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,
}
