using System.CommandLine;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Engine;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook man</c>: the manual page, made of the commands themselves. Packages install it.</summary>
internal static class ManCommand
{
    public static Command Build(CliSession session)
    {
        var command = new Command("man", "Print the manual page, for `man -l -`.");
        command.SetAction((_, _) =>
        {
            foreach (var line in new ManPage(EngineWiring.Version).Lines(Syntax.Build(session, [])))
                session.Console.Out.WriteLine(line);
            return Task.FromResult(ExitCodes.Succeeded);
        });
        return command;
    }
}
