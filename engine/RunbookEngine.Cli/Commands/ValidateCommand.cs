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
        var watch = new Option<bool>("--watch") { Description = "Check again after every change, until Ctrl-C." };
        var command = new Command("validate", "Check runbooks, worlds and scenarios, and report all mistakes at once.") { files, watch };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(files)!, parsed.GetValue(watch)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string[] files, bool watch)
    {
        var results = new List<CheckedFile>();
        if (watch)
            await new Watch(session).RunAsync(files, () => results = Check(session, files));
        else
            results = Check(session, files);
        return results.TrueForAll(static r => r.IsValid) ? ExitCodes.Succeeded : ExitCodes.Usage;
    }

    private static List<CheckedFile> Check(CliSession session, string[] files)
    {
        var results = files.Select(f => RunbookTexts.CheckFile(session, f)).ToList();
        CheckOutput.Print(session, results, "validation/v1", "valid");
        return results;
    }
}
