using System.CommandLine;
using RunbookEngine.Cli.Checking;
using RunbookEngine.Cli.Engine;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook lint</c>: mistakes, and beyond them what is worth a second thought.</summary>
internal static class LintCommand
{
    public static Command Build(CliSession session)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Runbooks, worlds and scenarios, or folders with such files. Default: this folder.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("lint", "Check runbooks, and point out what is no mistake but worth a second thought.") { paths };
        command.SetAction((parsed, _) => Task.FromResult(Run(session, parsed.GetValue(paths) is { Length: > 0 } given ? given : ["."])));
        return command;
    }

    private static int Run(CliSession session, string[] paths)
    {
        var results = paths.SelectMany(p => LanguageFiles.In(session, p)).Distinct().Select(f => RunbookTexts.LintFile(session, f)).ToList();
        CheckOutput.Print(session, results, "lint/v1", "no mistakes");
        return results.TrueForAll(static r => r.Diagnostics.IsEmpty) ? ExitCodes.Succeeded : ExitCodes.Usage;
    }
}
