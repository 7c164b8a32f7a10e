using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>The files that other systems read of a run. They are written whole or not at all, and what cannot be written is told and changes nothing of the run.</summary>
/// <param name="session">Console and log.</param>
/// <param name="asked">Which were asked for.</param>
/// <param name="run">The run.</param>
/// <param name="plan">Its plan.</param>
internal sealed class RunFiles(CliSession session, GivenFiles asked, RunId run, Plan plan) : IRunObserver
{
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(10);

    private DateTimeOffset _written;

    /// <summary>The metrics follow the run while it is driven.</summary>
    public void OnEvents(IReadOnlyList<RunEvent> events, RunState state)
    {
        var now = session.Console.Clock.GetUtcNow();
        if (asked.Metrics is null || (now - _written < s_pace && !events.Any(static e => e is RunEvent.RunResumed or RunEvent.RunStopped or RunEvent.RunFinished)))
            return;
        _written = now;
        Write(asked.Metrics, MetricsText.Write(run, plan, state));
    }

    /// <inheritdoc/>
    public void OnProgress(StepPath step, string line)
    {
    }

    /// <summary>Writes them when the engine has let go of the run.</summary>
    public void Conclude(RunState state)
    {
        if (asked.Metrics is { } metrics)
            Write(metrics, MetricsText.Write(run, plan, state));
        if (asked.JUnit is { } junit)
            Write(junit, new RunJUnit(plan).Write(state));
    }

    private void Write(string file, string text)
    {
        try
        {
            var draft = Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.{run}.draft");
            File.WriteAllText(draft, text);
            File.Move(draft, file, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            session.Warn($"{file} cannot be written: {failure.Message}; the run is not touched by it");
        }
    }
}
