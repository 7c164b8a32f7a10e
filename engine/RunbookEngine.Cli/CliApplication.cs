using System.CommandLine;
using System.CommandLine.Invocation;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;

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
            if (parsed.CommandResult.Command is not RootCommand)
                UnknownOptions.Refuse(parsed);
            if (parsed.Action is ParseErrorAction)
                return SyntaxErrors.Print(parsed, session);
            OutputFormats.Require(session.Settings.Output, parsed.CommandResult.Command.Name);
            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = session.Console.Out,
                Error = session.Console.Error,
                EnableDefaultExceptionHandler = false,
                // Signals are this program's own business: a run must detach from its commands first.
                ProcessTerminationTimeout = null,
            });
            return Unread(code, parsed.CommandResult.Command.Name, session);
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

    /// <summary>What was done stays done when nobody could read of it, so a run keeps its exit code; a command that only prints has failed.</summary>
    private static int Unread(int code, string command, CliSession session)
    {
        if (session.Console.OutputFault() is not { } fault)
            return code;
        session.Warn($"the output could not be written: {TerminalText.Line(fault)}");
        return code == ExitCodes.Succeeded && command is not ("run" or "resume" or "undo" or "abort" or "approve" or "pause" or "import" or "export") ? ExitCodes.EngineFailed : code;
    }
}
