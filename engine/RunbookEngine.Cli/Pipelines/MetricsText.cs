using System.Globalization;
using System.Text;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>How a run stands, as Prometheus reads it from a text file. Pure.</summary>
internal static class MetricsText
{
    /// <summary>The file's text.</summary>
    public static string Write(RunId run, Plan plan, RunState state)
    {
        var text = new StringBuilder();
        var runbook = $"runbook=\"{Label(plan.Runbook.Name)}\"";
        var start = state.Created?.At ?? state.UpdatedAt;
        Metric(text, "runbook_run_info", "The run that the other figures are of.", [($"{runbook},run=\"{Label(run.Value)}\"", 1)]);
        Metric(text, "runbook_run_status", "1 for how the run stands, 0 for every other way.", Enum.GetValues<RunStatus>().Select(s => ($"{runbook},status=\"{StepWords.Of(s)}\"", s == state.Status ? 1.0 : 0)));
        Metric(text, "runbook_run_steps", "Steps of the plan by how they stand.", RunFacts.ByStatus(state, plan).Select(s => ($"{runbook},status=\"{s.Status}\"", (double)s.Steps)));
        Metric(text, "runbook_run_started_timestamp_seconds", "When the run began.", [(runbook, Seconds(start))]);
        Metric(text, "runbook_run_updated_timestamp_seconds", "When something last happened in it.", [(runbook, Seconds(state.UpdatedAt))]);
        Metric(text, "runbook_run_duration_seconds", "From its beginning to what last happened.", [(runbook, (state.UpdatedAt - start).TotalSeconds)]);
        Metric(text, "runbook_run_resumes", "How often it was resumed.", [(runbook, state.Resumes)]);
        return text.ToString();
    }

    private static void Metric(StringBuilder text, string name, string help, IEnumerable<(string Labels, double Value)> values)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
        foreach (var (labels, value) in values)
            text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value:0.###}\n");
    }

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;

    private static string Label(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
