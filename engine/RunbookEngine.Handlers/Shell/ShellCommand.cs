using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Shell;

/// <summary>Decides what a shell step starts, and what its exit status means. Pure.</summary>
internal static class ShellCommand
{
    /// <summary>The script that acts.</summary>
    public static Command Acting(ShellSettings settings) => Looking(settings, settings.Script) with { StandardInput = settings.StandardInput };

    /// <summary>A script that only looks: the same surroundings, no standard input.</summary>
    public static Command Looking(ShellSettings settings, string script) => new()
    {
        Arguments = Named(script) ?? settings.Interpreter,
        Script = script,
        Environment = settings.Environment,
        WorkingDirectory = settings.WorkingDirectory,
    };

    /// <summary>The program that the first line names, with at most one argument, as the kernel reads it; null when it names none.</summary>
    private static ImmutableArray<string>? Named(string script)
    {
        var line = script.Split('\n')[0].TrimEnd();
        if (!line.StartsWith("#!", StringComparison.Ordinal) || line[2..].Trim() is not ['/', ..] words)
            return null;
        return [.. words.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }

    /// <summary>A script of another tool that only looks, in plain <c>sh</c>.</summary>
    public static Command Plain(string script) => new() { Arguments = ShellSettings.Sh, Script = script };

    /// <summary>Why the script has to run, for the plan.</summary>
    public static string Reason(ShellSettings settings) => (settings.Creates, settings.Unless) switch
    {
        ({ } path, null) => $"run the script: {path} is not there",
        (null, _) => "run the script: `unless` does not exit with 0",
        ({ } path, _) => $"run the script: {path} is not there and `unless` does not exit with 0",
    };

    /// <summary>The outcome of a script that ended.</summary>
    public static StepOutcome Judge(ShellSettings settings, CommandResult result)
    {
        var status = result.ExitStatus!.Value;
        var outputs = CommandOutcomes.Outputs(result);
        if (settings.Unchanged.Contains(status))
            return new StepOutcome.Unchanged(outputs);
        if (settings.Success.Contains(status))
            return new StepOutcome.Succeeded(outputs);
        return new StepOutcome.Failed(CommandOutcomes.ExitStatus(result, "the script", Hint(status)), outputs);
    }

    private static string Hint(int status) => string.Create(
        CultureInfo.InvariantCulture,
        $"mend what the last lines say, then resume; if {status} is fine here, list it under `success`");
}
