using RunbookEngine.Cli.Following;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Watching;

/// <summary>The log of a step, or of the steps in a lane: the end of what is recorded of those that are over, and what is heard of those that run.</summary>
internal static class LogText
{
    private const int MostBytes = 1 << 20;
    private const int MostLines = 5000;

    /// <summary>The lines, none wider than the columns.</summary>
    public static IReadOnlyList<string> Lines(CliSession session, RunId run, RunState state, Voices voices, StepPath step, int columns)
    {
        var lines = state.Steps
            .Where(s => StepOutput.IsIn(s.Key, step.Value))
            .OrderBy(static s => s.Value.StartedAt)
            .SelectMany(s => Of(session, run, s.Key, s.Value, voices))
            .SelectMany(l => TerminalText.Cut(l, columns))
            .ToList();
        if (lines.Count > MostLines)
            return [$"… {lines.Count - MostLines} lines before; `{session.CommandLine("logs", run, ShellWord.Of(step.Value))}` has all", .. lines[^MostLines..]];
        return lines.Count > 0 ? lines : ["nothing was written yet"];
    }

    private static IEnumerable<string> Of(CliSession session, RunId run, StepPath path, StepState step, Voices voices)
    {
        foreach (var output in step.Status is StepStatus.Running or StepStatus.Retrying ? [] : StepOutput.Of(path, step))
        {
            yield return output.Title;
            foreach (var line in Tail(session, run, output))
                yield return line.Replace("\t", "    ", StringComparison.Ordinal);
        }

        if (step is { Failure: { } failure })
        {
            yield return $"== {path} {(step.Status == StepStatus.Retrying ? "failed, and is tried again" : "failed")}";
            foreach (var line in new FailureText(new(false), int.MaxValue).Lines(failure))
                yield return line;
        }

        if (voices.Of(path) is not [_, ..] said)
            yield break;
        yield return $"== {path}, attempt {step.Attempt}, as it comes";
        foreach (var line in said)
            yield return $"{Elapsed.TimeOfDay(line.At)} {line.Text}";
    }

    /// <summary>A file may be larger than anybody reads here.</summary>
    private static IEnumerable<string> Tail(CliSession session, RunId run, StepOutput output) =>
        output.File(session) is { } file && new FileInfo(file).Length > MostBytes
            ? output.Excerpted().Prepend($"… an excerpt; `{session.CommandLine("logs", run, ShellWord.Of(output.Step.Value))}` has all …")
            : output.Lines(session);
}
