using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Cli.Text;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Reporting;

/// <summary>What kept a command from being carried out: one clear line and what to do, never a trace.</summary>
internal static class Failures
{
    /// <summary>Prints it; the exit code.</summary>
    public static int Print(Exception failure, CliSession session)
    {
        var code = ExitCodes.Of(failure);
        var (message, hint) = Describe(failure, session);
        if (!IsExpected(failure))
            session.Log.Write(LogLevel.Error, null, null, "the engine failed", failure);
        if (session.Settings.Json)
            PrintJson(code, message, hint, failure, session);
        else
            PrintText(failure, message, hint, session);
        return code;
    }

    private static void PrintJson(int code, string message, string? hint, Exception failure, CliSession session) =>
        JsonDocuments.PrintLine(session.Console.Out, "error/v1", writer =>
        {
            writer.WriteNumber("exit", code);
            writer.WriteString("message", message);
            writer.WriteText("hint", hint);
            if (failure is LockHeldException held)
                writer.WriteString("held_by", held.Holder.Value);
            if (failure is ClusterHeldException other)
                writer.WriteString("held_by", other.Holder);
            if (failure is UsageException { Diagnostics: [_, ..] } wrong)
                writer.WriteDiagnostics(wrong.Diagnostics);
            if (failure is UsageException { Details: [_, ..] } detailed)
                WriteDetails(writer, detailed.Details);
        });

    private static void WriteDetails(System.Text.Json.Utf8JsonWriter writer, IEnumerable<string> lines)
    {
        writer.WriteStartArray("details");
        foreach (var line in lines)
            writer.WriteStringValue(line);
        writer.WriteEndArray();
    }

    private static void PrintText(Exception failure, string message, string? hint, CliSession session)
    {
        var (error, ink) = (session.Console.Error, session.Settings.ErrorInk);
        if (failure is UsageException { Diagnostics: [_, ..] } wrong)
            DiagnosticText.Print(wrong.Diagnostics, wrong.Sources, session);
        foreach (var line in (failure as UsageException)?.Details ?? [])
            error.WriteLine(TerminalText.Line(line));
        if (session.Settings.Output == OutputFormat.GitHub)
            session.Workflow?.Annotate(new(AnnotationLevel.Error, SourceSpan.None, "runbook", hint is null ? message : $"{message}\n{hint}"));
        error.WriteLine($"{ink.Bad("error:")} {TerminalText.Line(message)}");
        if (hint is not null)
            error.WriteLine($"{ink.Bold("hint:")}  {TerminalText.Line(hint)}");
    }

    private static bool IsExpected(Exception failure) => failure is UsageException or StoreException or WindowClosedException or OperationCanceledException
        or ClusterUnreachableException or ClusterException or ClusterHeldException or WrongClusterException;

    /// <summary>The message of an exception that nobody expected may hold anything, so only its kind is told; the log has the place.</summary>
    private static (string Message, string? Hint) Describe(Exception failure, CliSession session) => failure switch
    {
        UsageException usage => (usage.Message, usage.Hint),
        StoreException store => (store.Message, store.Hint),
        WindowClosedException closed => (
            closed.Message, closed.OpensAt is null ? "nothing was started; mend `window`, or name another close with `--until`" : "nothing was started; start it again then"),
        ClusterUnreachableException lost => ($"{lost.Message}; nothing was started", lost.Hint),
        ClusterException refused => ($"the API server refused: {refused.Message}; nothing was started", refused.Hint),
        ClusterHeldException held => (held.Message, "wait until that run is over, or end it there with `runbook abort`; a lock that nobody renews is taken over"),
        WrongClusterException wrong => ($"{wrong.Message}; nothing was started", WrongClusterException.Hint),
        OperationCanceledException => ("interrupted", null),
        IOException or UnauthorizedAccessException =>
            (failure.Message.TrimEnd('.'), $"see that there is space and that you may write there{(session.Settings.KnowsStore ? $"; the store is {session.Settings.Store}" : "")}"),
        _ => ($"the engine failed ({failure.GetType().Name}); what was recorded stands",
            $"`runbook status` shows where a run stands, `runbook resume` goes on{(session.Settings.KnowsStore ? $"; more is in {session.Beside}/log" : "")}"),
    };
}
