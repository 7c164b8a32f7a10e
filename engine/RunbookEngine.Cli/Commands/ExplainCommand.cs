using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using RunbookEngine.Model;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook explain</c>: what a code means, what a tool or a verb takes and puts out.</summary>
internal static class ExplainCommand
{
    public static Command Build(CliSession session)
    {
        var words = new Argument<string[]>("WORD")
        {
            Description = "A code such as RB0107, a tool such as etcdctl, a verb such as etcdctl snapshot save, or a word such as for-each. Default: the tools.", Arity = ArgumentArity.ZeroOrMore,
        };
        words.CompletionSources.Add(_ => BuiltInHandlers.Definitions.Select(static d => d.Name).Concat(LanguageWords.All.Select(static w => w.Name))
            .Select(static n => new System.CommandLine.Completions.CompletionItem(n)));
        var command = new Command("explain", "Tell what a code, a tool or a verb means.") { words };
        command.SetAction((parsed, _) => Task.FromResult(Run(session, string.Join(' ', parsed.GetValue(words) ?? []))));
        return command;
    }

    private static int Run(CliSession session, string words)
    {
        var lines = words.Length == 0 ? ExplainText.Tools(BuiltInHandlers.Definitions) : Find(session, words);
        if (session.Settings.Json)
        {
            JsonDocuments.Print(session.Console.Out, "explanation/v1", writer =>
            {
                writer.WriteString("word", words);
                writer.WriteString("text", string.Join('\n', lines));
            });
            return ExitCodes.Succeeded;
        }

        foreach (var line in lines)
            session.Console.Out.WriteLine(line);
        return ExitCodes.Succeeded;
    }

    private static IEnumerable<string> Find(CliSession session, string words)
    {
        var text = new ExplainText(session.Settings.Json ? new(false) : session.Settings.Ink);
        if (DiagnosticCatalog.Find(words) is { } entry)
            return text.Code(entry);
        if (LanguageWords.Find(words) is { } word)
            return text.Word(word);
        var definition = BuiltInHandlers.Definitions.FirstOrDefault(d => words == d.Name || words.StartsWith(d.Name + " ", StringComparison.Ordinal));
        if (definition is null)
            throw new UsageException($"`{words}` is neither a code, a tool nor a word of the language", $"the tools are {string.Join(", ", BuiltInHandlers.Definitions.Select(static d => d.Name))}");
        if (words == definition.Name)
            return definition.Verbs is [var only] ? text.Verb(definition, only) : text.Tool(definition);
        return text.Verb(definition, Verb(definition, words[(definition.Name.Length + 1)..]));
    }

    private static VerbDefinition Verb(ToolDefinition tool, string name) =>
        tool.Verbs.FirstOrDefault(v => v.Name == name)
        ?? throw new UsageException($"`{tool.Name}` has no verb `{name}`", $"its verbs are {string.Join(", ", tool.Verbs.Select(static v => v.Name))}");
}
