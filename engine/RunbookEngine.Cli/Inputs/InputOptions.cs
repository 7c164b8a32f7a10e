using System.CommandLine;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Inputs;

/// <summary>The options that give inputs.</summary>
internal sealed class InputOptions
{
    public Option<string[]> Input { get; } = new("--input", "-i")
    {
        Description = "An input; may be said again. Lists are separated by commas.", HelpName = "NAME=VALUE",
    };

    public Option<string[]> File { get; } = new("--inputs") { Description = "A YAML or JSON file of inputs; may be said again, the later wins.", HelpName = "FILE" };

    public GivenInputs Read(ParseResult parsed) => new(parsed.GetValue(Input) ?? [], parsed.GetValue(File) ?? []);
}

/// <summary>Inputs as the command line has them.</summary>
/// <param name="Pairs"><c>name=value</c>.</param>
/// <param name="Files">Files of inputs.</param>
internal sealed record GivenInputs(IReadOnlyList<string> Pairs, IReadOnlyList<string> Files)
{
    /// <summary>Those of a saved plan, which hold where nothing else is said; null: there is no plan.</summary>
    public Value.Map? Planned { get; init; }

    public static GivenInputs None { get; } = new([], []);
}
