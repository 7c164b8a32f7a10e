using System.CommandLine;
using System.Text;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Text;
using RunbookEngine.Language;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook fmt</c>: lays files of the language out anew. What cannot be without a risk is left as it is, and named.</summary>
internal static class FmtCommand
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Command Build(CliSession session)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Runbooks, worlds, scenarios and inventories, or folders with runbooks, worlds and scenarios. Default: this folder.", Arity = ArgumentArity.ZeroOrMore };
        var check = new Option<bool>("--check") { Description = "Change nothing, and exit with 1 when a file is not laid out so." };
        var diff = new Option<bool>("--diff") { Description = "Change nothing, and show what would be changed." };
        var command = new Command("fmt", "Lay runbooks out: indentation, blanks, empty lines. Comments, order and quotes stay.") { paths, check, diff };
        command.SetAction((parsed, _) => Task.FromResult(Run(session, parsed.GetValue(paths) is { Length: > 0 } given ? given : ["."], parsed.GetValue(check), parsed.GetValue(diff))));
        return command;
    }

    private static int Run(CliSession session, string[] paths, bool check, bool diff)
    {
        var results = paths.SelectMany(p => LanguageFiles.In(session, p)).Distinct().Select(f => Look(session, f)).ToList();
        foreach (var result in results)
        {
            if (result is { Formatted.Text: { } text, IsChanged: true } && !check && !diff)
                File.WriteAllText(session.Console.FullPath(result.File), text);
        }

        if (session.Settings.Json)
            Json(session, results);
        else
            Text(session, results, check, diff);
        if (results.Exists(static r => !r.Formatted.IsReadable))
            return ExitCodes.Usage;
        return check && results.Exists(static r => r.IsChanged) ? ExitCodes.Failed : ExitCodes.Succeeded;
    }

    private static Result Look(CliSession session, string file)
    {
        try
        {
            var before = s_strict.GetString(File.ReadAllBytes(session.Console.FullPath(file)));
            return new(file, before, RunbookFormat.Format(before));
        }
        catch (DecoderFallbackException)
        {
            return new(file, "", new(null, "it is not UTF-8", IsReadable: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {e.Message}", "name a file, or a folder");
        }
    }

    private static void Text(CliSession session, List<Result> results, bool check, bool diff)
    {
        foreach (var result in results)
        {
            if (result.Formatted.Problem is { } problem)
                session.Console.Error.WriteLine($"{TerminalText.Line(result.File)}: left as it is: {problem}");
            else if (result.IsChanged)
                session.Console.Out.WriteLine($"{TerminalText.Line(result.File)}: {(check || diff ? "would be laid out anew" : "laid out anew")}");
            if (diff && result is { IsChanged: true, Formatted.Text: { } text })
                Diff(session, result.File, result.Before, text);
        }
    }

    private static void Diff(CliSession session, string file, string before, string after)
    {
        foreach (var line in LineDiff.Unified(before, after, file, file + " (laid out)"))
            session.Console.Out.WriteLine(TerminalText.Line(line));
    }

    private static void Json(CliSession session, List<Result> results) =>
        JsonDocuments.Print(session.Console.Out, "format/v1", writer => writer.WriteObjects("files", results, r =>
        {
            writer.WriteString("file", r.File);
            writer.WriteBoolean("changed", r.IsChanged);
            writer.WriteText("problem", r.Formatted.Problem);
        }));

    private sealed record Result(string File, string Before, Formatted Formatted)
    {
        public bool IsChanged => Formatted.Text is { } text && text != Before;
    }
}
