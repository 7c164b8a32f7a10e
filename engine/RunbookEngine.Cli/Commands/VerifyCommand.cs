using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook verify</c>: whether the journal of a run is still what the engine wrote.</summary>
internal static class VerifyCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest");
        var head = new Option<string?>("--head") { Description = "A head that was noted before: whether the run still begins with what it stood for.", HelpName = "HASH" };
        var command = new Command("verify", "Check that nobody changed the journal of a run.") { run, head };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(run), parsed.GetValue(head)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named, string? noted)
    {
        if (noted is not null && !IsHash(noted))
            throw new UsageException("--head is not the head of a run", "give all 64 hex digits that `runbook verify` printed");
        var run = await RunLookup.FindAsync(session, named, static _ => true, "yet");
        var found = await CheckAsync(session, run, noted?.ToLowerInvariant());
        if (session.Settings.Json)
            PrintJson(session, run, found);
        else
            PrintText(session, run, found);
        return found.Wrong is null ? ExitCodes.Succeeded : ExitCodes.EngineFailed;
    }

    private static async Task<Finding> CheckAsync(CliSession session, RunId run, string? noted)
    {
        var check = new ChainCheck(run);
        long? notedAt = null;
        await foreach (var e in session.Store.ReadStoredAsync(run, CancellationToken.None))
        {
            if (check.Take(e) is { } wrong)
                return new(check, notedAt, wrong);
            if (noted is not null && JournalChain.Text(check.Head) == noted)
                notedAt = check.Version;
        }

        return new(check, notedAt, noted is null || notedAt is not null ? null : "no event has the head that was noted: events were cut from the end, or the journal was written anew");
    }

    private static void PrintText(CliSession session, RunId run, Finding found)
    {
        var (output, ink) = (session.Console.Out, session.Settings.Ink);
        var (count, head) = (Count(found.Check.Version), JournalChain.Text(found.Check.Head));
        if (found.Wrong is { } wrong)
        {
            output.WriteLine($"run {run}: {ink.Bad(TerminalText.Line(wrong))}");
            output.WriteLine(found.Check.Version == 0 ? "nothing of it can be relied on" : $"up to event {found.Check.Version} all follows, with the head {head}");
            output.WriteLine($"{ink.Bold("try")}  keep a copy of {session.Settings.Store}, then put back a backup, or `runbook import` an export of the run into another store");
            return;
        }

        output.WriteLine($"run {run}: {count}, {ink.Good("each follows from the one before it")}");
        output.WriteLine($"head {head}");
        output.WriteLine(found.NotedAt is { } at
            ? at == found.Check.Version ? "it is the head that was noted: nothing was changed or cut since" : $"the head that was noted is that of event {at}: up to there nothing was changed or cut"
            : $"""
              not to be seen from here: events cut from the end, or a journal written anew from some event on.
              Note the head, such as in the ticket; `{session.CommandLine("verify", run, "--head HASH")}` finds both later.
              """);
    }

    private static void PrintJson(CliSession session, RunId run, Finding found) =>
        JsonDocuments.Print(session.Console.Out, "verify/v1", writer =>
        {
            writer.WriteString("run", run.Value);
            writer.WriteBoolean("ok", found.Wrong is null);
            writer.WriteNumber("events", found.Check.Version);
            writer.WriteString("head", JournalChain.Text(found.Check.Head));
            if (found.NotedAt is { } at)
                writer.WriteNumber("noted_at_event", at);
            writer.WriteText("wrong", found.Wrong);
        });

    private static string Count(long events) => events == 1 ? "1 event" : $"{events} events";

    private static bool IsHash(string text) => text.Length == 2 * Sha256.Bytes && text.All(char.IsAsciiHexDigit);

    /// <param name="Check">How far the events follow.</param>
    /// <param name="NotedAt">The event with the head that was noted; null when none was, or none has it.</param>
    /// <param name="Wrong">What is wrong; null: nothing.</param>
    private sealed record Finding(ChainCheck Check, long? NotedAt, string? Wrong);
}
