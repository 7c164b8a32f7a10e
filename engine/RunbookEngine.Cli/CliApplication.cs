using System.CommandLine;
using System.CommandLine.Invocation;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Reporting;

namespace RunbookEngine.Cli;

/// <summary>The one entry point: arguments in, exit code out. Nothing that goes wrong leaves it as an exception.</summary>
internal static class CliApplication
{
    /// <summary>Carries out one command line.</summary>
    public static async Task<int> RunAsync(string[] arguments, CliConsole console)
    {
        var session = new CliSession(console);
        try
        {
            var parsed = Syntax.Build(session, arguments).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            session.Take(GlobalSettings.Read(parsed, session.Options, console));
            if (parsed.Action is ParseErrorAction)
                return SyntaxErrors.Print(parsed, session);
            OutputFormats.Require(session.Settings.Output, parsed.CommandResult.Command.Name);
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = session.Console.Out,
                Error = session.Console.Error,
                EnableDefaultExceptionHandler = false,
                // Signals are this program's own business: a run must detach from its commands first.
                ProcessTerminationTimeout = null,
            });
        }
#pragma warning disable CA1031 // The last line of defence: a trace on the screen helps nobody at night, and could show what must stay hidden.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Failures.Print(failure, session);
        }
        finally
        {
            await session.DisposeAsync();
        }
    }
}
