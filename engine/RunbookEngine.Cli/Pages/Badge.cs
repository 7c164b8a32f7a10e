using RunbookEngine.Cli.Documents;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Pages;

/// <summary>How a run or a step ended: a sign, a word and a colour, so that none of the three is needed alone. Pure.</summary>
internal static class Badge
{
    /// <summary>Of a run.</summary>
    public static string Of(RunStatus status)
    {
        var (kind, mark) = status switch
        {
            RunStatus.Succeeded or RunStatus.Undone => ("good", "✓"),
            RunStatus.Failed or RunStatus.Aborted => ("bad", "✗"),
            RunStatus.Running => ("busy", "▶"),
            _ => ("warn", "‖"),
        };
        return $"<span class=\"badge {kind}\"><span aria-hidden=\"true\">{mark}</span> {JsonDocuments.Word(status)}</span>";
    }

    /// <summary>The class that gives a step's status its colour.</summary>
    public static string Kind(StepStatus status) => status switch
    {
        StepStatus.Succeeded or StepStatus.Unchanged => "good",
        StepStatus.Failed => "bad",
        StepStatus.Waiting or StepStatus.Retrying => "warn",
        StepStatus.Running => "busy",
        _ => "soft",
    };
}
