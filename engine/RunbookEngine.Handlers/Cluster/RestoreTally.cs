using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What became of the objects of a restore.</summary>
internal sealed class RestoreTally
{
    private readonly List<string> _failed = [];

    /// <summary>How many are there now that were not.</summary>
    public int Created { get; set; }

    /// <summary>How many were there and were brought to the backup's state.</summary>
    public int Updated { get; set; }

    /// <summary>How many were there and were left alone.</summary>
    public int Untouched { get; set; }

    /// <summary>How many were not meant.</summary>
    public int Skipped { get; set; }

    /// <summary>Which could not be brought back, and why.</summary>
    public IReadOnlyList<string> Failed => _failed;

    /// <summary>For people.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Created} created, {Updated} updated, {Untouched} untouched, {Skipped} skipped, {_failed.Count} failed");

    public void Fail(string file, string why) => _failed.Add($"{file}: {Sentences.OneLine(why)}");

    public Value.Map Outputs() => OutputMap.Of(
        ("created", OutputMap.Integer(Created)),
        ("updated", OutputMap.Integer(Updated)),
        ("untouched", OutputMap.Integer(Untouched)),
        ("skipped", OutputMap.Integer(Skipped)),
        ("failed", new Value.List([.. _failed.Select(OutputMap.Text)])));

    public static ImmutableArray<OutputDefinition> Definitions { get; } =
    [
        new("created", ParameterType.Integer, "How many objects this run made."),
        new("updated", ParameterType.Integer, "How many were there, and were brought to the backup's state."),
        new("untouched", ParameterType.Integer, "How many were there, and were left alone."),
        new("skipped", ParameterType.Integer, "How many were not meant: of other namespaces, or locked without a passphrase."),
        new("failed", ParameterType.TextList, "Which could not be brought back, each with the reason."),
    ];
}
