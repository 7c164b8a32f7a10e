using System.CommandLine;
using RunbookEngine.Cli.Text;

namespace RunbookEngine.Cli.CommandLine;

/// <summary>What can be said with every command.</summary>
internal sealed record GlobalSettings
{
    /// <summary>Whom results are printed for.</summary>
    public OutputFormat Output { get; init; }

    /// <summary>Whether the results are for a machine.</summary>
    public bool Json => Output == OutputFormat.Json;

    /// <summary>Whether GitHub's runner reads what is printed, and would take parts of it for commands.</summary>
    public bool IsInWorkflow { get; init; }

    /// <summary>The journal's file, in full.</summary>
    /// <exception cref="UsageException">Nothing says where it is; a command that needs none does not ask.</exception>
    public required string Store
    {
        get => field.Length > 0 ? field : throw StoreLocation.Nowhere();
        init;
    }

    /// <summary>Whether it is known where the journal is.</summary>
    public bool KnowsStore { get; init; }

    /// <summary>The store as a shown command must name it; null when it is found without.</summary>
    public string? StoreOption { get; init; }

    /// <summary>The inventory that was named by option or environment, in full; null when none was.</summary>
    public string? Inventory { get; init; }

    /// <summary>The kubeconfig that was named by option, in full; null when none was.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>The context that was named; null when none was.</summary>
    public string? Context { get; init; }

    /// <summary>Whether the engine's own log is shown.</summary>
    public bool Verbose { get; init; }

    /// <summary>Colours for the results.</summary>
    public Ink Ink { get; init; } = new(false);

    /// <summary>Colours for messages.</summary>
    public Ink ErrorInk { get; init; } = new(false);

    /// <summary>Before the command line was read.</summary>
    public static GlobalSettings Default { get; } = new() { Store = "" };

    /// <summary>Reads them from a command line, which may be wrong otherwise.</summary>
    public static GlobalSettings Read(ParseResult parsed, GlobalOptions options, CliConsole console)
    {
        var named = ValueOf(parsed, options.Store);
        var location = StoreLocation.Find(named, console);
        var colours = parsed.GetResult(options.NoColor) is null or { Implicit: true }
            && string.IsNullOrEmpty(console.Environment("NO_COLOR"))
            && console.Environment("TERM") != "dumb";
        var inWorkflow = console.Environment("GITHUB_ACTIONS") == "true";
        var format = ValueOf(parsed, options.Output) is { } word ? OutputFormats.Of(word) : inWorkflow ? OutputFormat.GitHub : OutputFormat.Text;
        return new()
        {
            Output = format,
            IsInWorkflow = inWorkflow || format == OutputFormat.GitHub,
            Store = location,
            KnowsStore = location.Length > 0,
            StoreOption = named is null ? null : location,
            Inventory = (ValueOf(parsed, options.Inventory) ?? console.Environment("RUNBOOK_INVENTORY")) is { Length: > 0 } inventory ? console.FullPath(inventory) : null,
            KubeConfig = ValueOf(parsed, options.KubeConfig) is { Length: > 0 } kubeconfig ? console.FullPath(kubeconfig) : null,
            Context = ValueOf(parsed, options.Context) is { Length: > 0 } context ? context : null,
            Verbose = parsed.GetResult(options.Verbose) is { Implicit: false },
            Ink = new(colours && console.IsOutputTerminal),
            ErrorInk = new(colours && console.IsErrorTerminal),
        };
    }

    private static string? ValueOf(ParseResult parsed, Option<string> option) =>
        parsed.GetResult(option) is { Implicit: false, Tokens: [.., var last] } ? last.Value : null;
}
