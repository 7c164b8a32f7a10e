using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Reporting;

/// <summary>A line an event, with the time in front: for pipes and logs.</summary>
internal sealed class PlainReporter(TextWriter output, EventText text, RunSummary summary, TimeProvider clock) : IRunReporter
{
    private readonly Lock _gate = new();
    private readonly StepTalk _talk = new(clock);

    /// <inheritdoc/>
    public void OnEvents(IReadOnlyList<RunEvent> events, RunState state)
    {
        lock (_gate)
        {
            foreach (var e in events)
            {
                foreach (var line in text.Of(e, state))
                    output.WriteLine($"{Elapsed.TimeOfDay(e.At)} {line}");
            }
        }
    }

    /// <summary>What commands write is in the journal; a pipe gets one line an event.</summary>
    public void OnProgress(StepPath step, string line)
    {
    }

    /// <inheritdoc/>
    public void OnWord(StepPath step, string line)
    {
        lock (_gate)
        {
            if (_talk.Takes(step, line))
                output.WriteLine($"{Elapsed.TimeOfDay(clock.GetUtcNow())} {text.Word(step, line)}");
        }
    }

    /// <inheritdoc/>
    public void Note(string line)
    {
        lock (_gate)
            output.WriteLine($"{Elapsed.TimeOfDay(clock.GetUtcNow())} {line}");
    }

    /// <inheritdoc/>
    public void OnNotice(string host, string line) => Note($"{TerminalText.Line(host)}  {TerminalText.Line(line)}");

    /// <inheritdoc/>
    public void Conclude(RunState state)
    {
        foreach (var line in summary.Lines(state))
            output.WriteLine(line);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
