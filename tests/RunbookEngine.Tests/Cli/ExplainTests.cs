using RunbookEngine.Cli.Reporting;
using RunbookEngine.Handlers;
using RunbookEngine.Language;

namespace RunbookEngine.Tests.Cli;

/// <summary><c>runbook explain</c> leaves nothing out.</summary>
public class ExplainTests
{
    /// <summary>Files that are not there, sizes, and what depends on what a run is given.</summary>
    private static readonly string[] s_unshowable =
        ["RB0001", "RB0002", "RB0003", "RB0012", "RB0206", "RB0209", "RB0601", "RB0602", "RB0603", "RB0604", "RB0605", "RB0701", "RB0801", "RB0901", "RB0911"];

    [Fact]
    public void Every_code_is_shown_wrong_and_right_but_for_those_that_no_text_can_show()
    {
        var without = DiagnosticCatalog.All.Where(static e => !new ExplainText(new(false)).Code(e).Contains("wrong") || !new ExplainText(new(false)).Code(e).Contains("right"));

        Assert.Equal(s_unshowable, without.Select(static e => e.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_verb_of_every_tool_is_shown_by_an_example() =>
        Assert.All(BuiltInHandlers.Definitions.SelectMany(static t => t.Verbs.Select(v => (Tool: t, Verb: v))), static p =>
        {
            var lines = new ExplainText(new(false)).Verb(p.Tool, p.Verb).ToList();
            Assert.Contains("such as", lines);
            Assert.Contains(lines[(lines.IndexOf("such as") + 1)..], l => l.Contains(p.Tool.Name, StringComparison.Ordinal));
        });
}
