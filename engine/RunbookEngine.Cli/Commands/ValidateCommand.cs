using System.CommandLine;
using RunbookEngine.Cli.Checking;
using RunbookEngine.Cli.Engine;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook validate</c>: reports all mistakes of runbooks, worlds and scenarios at once.</summary>
internal static class ValidateCommand
{
    public static Command Build(CliSession session)
    {
        var files = new Argument<string[]>("FILE") { Description = "The runbooks, worlds or scenarios.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", "Check runbooks, worlds and scenarios, and report all mistakes at once.") { files };
        command.SetAction((parsed, _) => Task.FromResult(Run(session, parsed.GetValue(files)!)));
        return command;
    }

    private static int Run(CliSession session, string[] files)
    {
        var results = files.Select(f => RunbookTexts.CheckFile(session, f)).ToList();
        CheckOutput.Print(session, results, "validation/v1", "valid");
        return results.TrueForAll(static r => r.IsValid) ? ExitCodes.Succeeded : ExitCodes.Usage;
    }
}
