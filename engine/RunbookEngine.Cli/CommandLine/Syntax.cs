using System.CommandLine;
using System.CommandLine.Completions;
using RunbookEngine.Cli.Commands;
using RunbookEngine.Cli.Engine;

namespace RunbookEngine.Cli.CommandLine;

/// <summary>The words of the command line.</summary>
internal static class Syntax
{
    private static readonly (string Name, Func<CliSession, Command> Build)[] Commands =
    [
        ("new", NewCommand.Build),
        ("validate", ValidateCommand.Build),
        ("lint", LintCommand.Build),
        ("fmt", FmtCommand.Build),
        ("plan", PlanCommand.Build),
        ("graph", GraphCommand.Build),
        ("inventory", InventoryCommand.Build),
        ("world", WorldCommand.Build),
        ("run", RunCommand.Build),
        ("rehearse", RehearseCommand.Build),
        ("test", TestCommand.Build),
        ("resume", ResumeCommand.Build),
        ("status", StatusCommand.Build),
        ("list", ListCommand.Build),
        ("logs", LogsCommand.Build),
        ("watch", WatchCommand.Build),
        ("verify", VerifyCommand.Build),
        ("export", ExportCommand.Build),
        ("import", ImportCommand.Build),
        ("report", ReportCommand.Build),
        ("approve", ApproveCommand.Build),
        ("pause", PauseCommand.Build),
        ("abort", AbortCommand.Build),
        ("undo", UndoCommand.Build),
        ("schema", SchemaCommand.Build),
        ("explain", ExplainCommand.Build),
        ("completion", CompletionCommand.Build),
        ("man", ManCommand.Build),
    ];

    /// <summary>
    /// The syntax for one command line. When it begins with the name of a command, only that one is built: the others cost time at every start and
    /// cannot be meant.
    /// </summary>
    public static RootCommand Build(CliSession session, string[] arguments)
    {
        var root = new RootCommand("Runs operations runbooks: planned, journalled, resumable after anything.");
        root.Add(session.Options.Output);
        root.Add(session.Options.Store);
        root.Add(session.Options.Inventory);
        root.Add(session.Options.KubeConfig);
        root.Add(session.Options.Context);
        session.Options.Context.CompletionSources.Add(_ => ClusterWiring.Contexts(session).Select(static c => new CompletionItem(c)));
        root.Add(session.Options.Verbose);
        root.Add(session.Options.NoColor);
        var meant = arguments.Length == 0 ? default : Array.Find(Commands, c => c.Name == arguments[0]);
        foreach (var (_, build) in meant.Name is null ? Commands : [meant])
            root.Add(build(session));
        NameArguments(root);
        return root;
    }

    /// <summary>Help names what an argument is. Left to itself it would list all that completion suggests, such as fifty runs.</summary>
    private static void NameArguments(Command command)
    {
        foreach (var argument in command.Arguments)
            argument.HelpName ??= argument.Name;
        foreach (var inner in command.Subcommands)
            NameArguments(inner);
    }
}
