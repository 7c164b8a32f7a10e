using System.Globalization;
using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Histories;

/// <summary>A state in a few lines, for comparing.</summary>
internal static class StateText
{
    public static string Of(RunState state)
    {
        var text = new StringBuilder();
        Line(text, $"{state.Created?.Name} {state.Status}, section {state.Section}, version {state.Version}, resumes {state.Resumes}, updated {state.UpdatedAt:u}");
        Line(text, $"lock {state.Created?.Lock ?? "-"}, inputs [{state.Created?.Inputs}], secret inputs [{string.Join(' ', state.Created?.SecretInputs ?? [])}]");
        Line(text, $"sources [{string.Join(' ', state.Sources.Select(static s => s.File))}], hash {state.Hash[..8]}, outputs [{state.Outputs}]");
        Line(text, $"last request {state.LastRequest}, abort {state.AbortRequested}, pause {state.PauseRequested}");
        foreach (var (path, step) in state.Steps.OrderBy(static s => s.Key))
            Line(text, $"{path}: {Of(step)}");
        return text.ToString();
    }

    private static string Of(StepState step)
    {
        var words = new List<string> { $"{step.Status}, attempt {step.Attempt}, failed {step.FailedAttempts}, ended at event {step.EndedVersion}" };
        Add(words, "outputs", step.Outputs.Entries.IsEmpty ? null : step.Outputs.ToString());
        Add(words, "failure", step.Failure is { } f ? $"{f.Code}: {f.Message}{(f.Retryable ? " (retryable)" : "")}{(f.Hint is null ? "" : $"; {f.Hint}")}" : null);
        Add(words, "skipped", step.Skip is { } skip ? $"{skip} {step.SkipCause}".TrimEnd() : null);
        Add(words, "waits", step.Wait is { } wait ? $"{wait.Kind}: {wait.Message}" : null);
        Add(words, "answer", step.Answer?.ToString());
        Add(words, "not before", step.NotBefore?.ToString("u", CultureInfo.InvariantCulture));
        Add(words, "resolution", step.Resolution);
        Add(words, "stdout", Of(step.Stdout));
        Add(words, "stderr", Of(step.Stderr));
        return string.Join(" | ", words);
    }

    private static string? Of(OutputExcerpt excerpt) => excerpt switch
    {
        _ when excerpt == OutputExcerpt.Empty => null,
        { CutBytes: 0 } => excerpt.Head.Trim(),
        _ => $"{excerpt.Head.Trim()} … {excerpt.CutBytes} bytes in {excerpt.File} … {excerpt.Tail.Trim()}",
    };

    private static void Add(List<string> words, string name, string? value)
    {
        if (value is not null)
            words.Add($"{name} [{value}]");
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
