using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Keeps a run's secrets out of the log: an exception of a handler may quote what the handler was given.</summary>
internal sealed class MaskingLog(IEngineLog log, SecretMask mask) : IEngineLog
{
    public void Write(LogLevel level, RunId? run, StepPath? step, string message, Exception? exception = null)
    {
        var masked = mask.ApplyToWords(message);
        var trace = exception?.ToString() ?? "";
        var maskedTrace = mask.Apply(trace);
        if (maskedTrace == trace)
            log.Write(level, run, step, masked, exception);
        else
            log.Write(level, run, step, $"{masked}: {maskedTrace}");
    }
}
