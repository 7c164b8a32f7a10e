using System.CommandLine;
using System.CommandLine.Completions;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Templates;
using RunbookEngine.Cli.Text;
using RunbookEngine.Language;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook new</c>: writes a runbook from a template; on a terminal it asks for what the command line leaves open.</summary>
internal static class NewCommand
{
    public static Command Build(CliSession session)
    {
        var template = new Argument<string?>("TEMPLATE") { Description = "What to begin with; see --list. Default: asked for, or `empty`.", Arity = ArgumentArity.ZeroOrOne };
        template.CompletionSources.Add(static _ => RunbookTemplates.All.Select(static t => new CompletionItem(t.Name)));
        var file = new Argument<string?>("FILE") { Description = "The file to write. Default: the template's name.", Arity = ArgumentArity.ZeroOrOne };
        var set = new Option<string[]>("--set") { Description = "A default for one of its inputs; may be said again. Lists are separated by commas.", HelpName = "NAME=VALUE" };
        set.CompletionSources.Add(context => RunbookTemplates.Find(context.ParseResult.GetValue(template) ?? "")?.Runbook.Inputs.Select(static i => new CompletionItem(i.Name + "=")) ?? []);
        var approve = new Option<bool>("--approve") { Description = "Let it ask for a yes before the first batch." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Ask nothing: what is not said stays as the template has it." };
        var force = new Option<bool>("--force") { Description = "Replace a file that exists." };
        var list = new Option<bool>("--list") { Description = "List the templates." };
        var command = new Command("new", "Write a runbook from a template.") { template, file, set, approve, yes, force, list };
        command.SetAction((parsed, _) => Task.FromResult(parsed.GetValue(list)
            ? List(session)
            : Run(session, parsed.GetValue(template), parsed.GetValue(file), parsed.GetValue(set) ?? [], new(parsed.GetValue(approve), parsed.GetValue(yes), parsed.GetValue(force)))));
        return command;
    }

    private static int Run(CliSession session, string? named, string? file, string[] pairs, Choices choices)
    {
        // A file alone is one whose template was left out.
        if (file is null && named is not null && Path.GetExtension(named) is ".yaml" or ".yml")
            (named, file) = (null, named);
        var questions = session.CanAsk && !choices.Yes ? new TemplateQuestions(session) : null;
        var template = named is null ? questions?.Template() ?? RunbookTemplates.Find(RunbookTemplates.Empty)! : Find(named);
        if (choices.Approve && template.Approval is null)
            throw new UsageException($"`--approve` does not go with `{template.Name}`", "it has no batches, or asks for a yes anyway");
        var given = Given(pairs);
        _ = TemplateValues.Bind(template, given);
        file ??= questions?.File(template, choices.Force) ?? template.Name + ".yaml";
        RequireFile(session, file, choices.Force);
        questions?.Inputs(template, given);
        var approve = choices.Approve || (template.Approval is not null && questions?.Approve() == true);
        var filled = new FilledTemplate(template, file, TemplateValues.Bind(template, given), approve);
        NewFile.Write(session, file, filled.Text, choices.Force);
        Tell(session, filled);
        return ExitCodes.Succeeded;
    }

    private static RunbookTemplate Find(string name) => RunbookTemplates.Find(name) ?? throw new UsageException(
        $"there is no template `{TerminalText.Line(name)}`",
        $"{NearestWord.Hint(name, RunbookTemplates.All.Select(static t => t.Name)) ?? $"`runbook new {RunbookTemplates.Empty} {ShellWord.Of(name + ".yaml")}` begins with an empty one"}; `runbook new --list` lists them");

    /// <summary>Known before anybody answers questions.</summary>
    private static void RequireFile(CliSession session, string file, bool replace)
    {
        if (file.Any(char.IsControl))
            throw new UsageException("the file's name holds a character that no name should", "choose another name");
        if (!replace && File.Exists(session.Console.FullPath(file)))
            throw new UsageException($"{file} exists already and was left alone", "choose another name, or say `--force` to replace it");
    }

    private static Dictionary<string, string> Given(string[] pairs)
    {
        var given = new Dictionary<string, string>();
        foreach (var pair in pairs)
        {
            var end = pair.IndexOf('=', StringComparison.Ordinal);
            if (end <= 0)
                throw new UsageException("a `--set` is not written as NAME=VALUE", "such as `--set version=1.36.4`");
            given[pair[..end]] = pair[(end + 1)..];
        }

        return given;
    }

    private static void Tell(CliSession session, FilledTemplate filled)
    {
        var next = filled.Next().ToList();
        if (session.Settings.Json)
        {
            JsonDocuments.Print(session.Console.Out, "new/v1", writer =>
            {
                writer.WriteString("file", filled.File);
                writer.WriteString("template", filled.Template.Name);
                writer.WriteObjects("next", next, n => writer.WriteString("command", n.Command));
            });
            return;
        }

        session.Console.Out.WriteLine($"wrote {TerminalText.Line(filled.File)}");
        foreach (var (command, does) in next)
            session.Console.Out.WriteLine($"\n  {session.Settings.Ink.Bold(command)}\n      {does}");
    }

    private static int List(CliSession session)
    {
        if (session.Settings.Json)
        {
            JsonDocuments.Print(session.Console.Out, "templates/v1", writer => writer.WriteObjects("templates", RunbookTemplates.All, t =>
            {
                writer.WriteString("name", t.Name);
                writer.WriteString("summary", t.Summary);
            }));
            return ExitCodes.Succeeded;
        }

        foreach (var line in Columns.Of([.. RunbookTemplates.All.Select(static t => new[] { t.Name, t.Summary })], session.Columns, (_, column, cell) => column == 0 ? session.Settings.Ink.Bold(cell) : cell))
            session.Console.Out.WriteLine(line);
        return ExitCodes.Succeeded;
    }

    /// <param name="Approve">A yes before the first batch.</param>
    /// <param name="Yes">No questions.</param>
    /// <param name="Force">A file that exists is replaced.</param>
    private sealed record Choices(bool Approve, bool Yes, bool Force);
}
