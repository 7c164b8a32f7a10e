using System.Collections.Immutable;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Reporting;

/// <summary>An event a line, as the journal has it, the runbook's text left out.</summary>
internal sealed class JsonReporter(TextWriter output, TextWriter notes, RunId run) : IRunReporter
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void OnEvents(IReadOnlyList<RunEvent> events, RunState state)
    {
        lock (_gate)
        {
            foreach (var e in events)
            {
                JsonDocuments.PrintLine(output, "event/v1", writer =>
                {
                    writer.WriteString("run", run.Value);
                    EventJson.WriteFields(writer, WithoutTexts(e));
                });
            }
        }
    }

    /// <inheritdoc/>
    public void OnProgress(StepPath step, string line)
    {
    }

    /// <inheritdoc/>
    public void Note(string line) => notes.WriteLine(line);

    /// <inheritdoc/>
    public void OnNotice(string host, string line) => Note($"{TerminalText.Line(host)}: {TerminalText.Line(line)}");

    /// <summary>The last event has said it.</summary>
    public void Conclude(RunState state)
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static RunEvent WithoutTexts(RunEvent e) => e switch
    {
        RunEvent.RunCreated created => created with { Sources = ImmutableArray<SourceText>.Empty },
        RunEvent.RunbookChanged changed => changed with { Sources = ImmutableArray<SourceText>.Empty },
        _ => e,
    };
}
