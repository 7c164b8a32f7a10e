using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers;

/// <summary>What the end of a command means for its step. Pure; shared by all tools that run commands.</summary>
internal static class CommandOutcomes
{
    private const int DetailLines = 10;
    private const int LongestLine = 500;

    /// <summary>What a step puts out stands in the journal and in memory for as long as the run; the whole text is kept in a file beside the store.</summary>
    private const int LongestOutput = 64 * 1024;

    /// <summary>
    /// The outcome when there is no exit status to judge by: a failure when the command never started, a doubt when it was lost; null when it ended.
    /// </summary>
    public static StepOutcome? OfMissingExit(CommandResult result) => result.Exit switch
    {
        CommandExit.NotStarted(var reason) => new StepOutcome.Failed(NotStarted(reason)),
        CommandExit.Lost(var reason) => new StepOutcome.InDoubt(reason),
        _ => null,
    };

    /// <summary>The failure of a command that never started. Trying again may help: a full disk gets emptied.</summary>
    public static StepFailure NotStarted(string reason) =>
        new("not-started", $"the command was not started: {reason}", Retryable: true, "mend what is said above, then resume");

    /// <summary>The failure of a command that ended with a status which does not count as success, or of a look that got lost as often as it was tried.</summary>
    /// <param name="result">A command that was started.</param>
    /// <param name="program">For the sentence: <c>the script</c>, <c>etcdctl</c>.</param>
    /// <param name="hint">What to do next; null: what the status itself suggests.</param>
    public static StepFailure ExitStatus(CommandResult result, string program, string? hint = null)
    {
        if (result.Exit is CommandExit.Lost(var reason))
            return new("lost", $"{program} got lost before it ended: {reason}", Retryable: true, "see whether the machine stays up, then resume");
        var status = result.ExitStatus ?? throw new ArgumentException("The command was not started.", nameof(result));
        return new(
            "exit-status",
            string.Create(CultureInfo.InvariantCulture, $"{program} exited with {status}"),
            Retryable: true,
            HintFor(status) ?? hint ?? "read its last lines above; `runbook logs` shows all of them",
            LastLines(result));
    }

    /// <summary>The last lines of standard error, or of standard output when there is none.</summary>
    public static ImmutableArray<string> LastLines(CommandResult result)
    {
        var text = string.IsNullOrWhiteSpace(result.Stderr) ? result.Stdout : result.Stderr;
        var lines = text.Split('\n').Select(static l => l.TrimEnd()).Where(static l => l.Length > 0);
        return [.. lines.TakeLast(DetailLines).Select(static l => l.Length > LongestLine ? l[..LongestLine] + "…" : l)];
    }

    /// <summary>
    /// The outputs that every command has: the last 65,536 characters of each text, without the one newline at its end, as a shell's <c>$(…)</c> does.
    /// </summary>
    public static Value.Map Outputs(CommandResult result) => OutputMap.Of(
        ("stdout", OutputMap.Text(Output(result.Stdout))),
        ("stderr", OutputMap.Text(Output(result.Stderr))),
        ("exit_status", OutputMap.Integer(result.ExitStatus)));

    private static string Output(string text)
    {
        var end = text.EndsWith('\n') ? text.Length - 1 : text.Length;
        var start = Math.Max(0, end - LongestOutput);
        if (start < end && char.IsLowSurrogate(text[start]))
            start++;
        return text[start..end];
    }

    private static string? HintFor(int status) => status switch
    {
        126 => "a program was found but cannot be executed: look at its mode with `ls -l`",
        127 => "a program was not found: check its spelling, install it, or write its whole path",
        137 => "signal KILL ended it; the kernel sends that when memory runs out: look at `dmesg`",
        > 128 and <= 192 => string.Create(CultureInfo.InvariantCulture, $"signal {status - 128} ended it: find out who sent that, then resume"),
        _ => null,
    };
}
