using System.Text.Json;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Pipelines;

/// <summary>Nothing that a host, a runbook or a person wrote may become a command of a workflow: a command can mask, forge results, or end the reading of commands.</summary>
public class WorkflowWriterTests
{
    public static TheoryData<string> Hostile =>
    [
        "::add-mask::a", "  \t::stop-commands::x", "\u200d::error::x", "\u00a0::set-output name=run::forged", ":\u200d:error::x", "::\u200d:", "##[add-mask]a", "x ##[set-output name=a]b",
        "#\u200d#[error]x", "##\u200b[error]x", "a\r::error::x", "a\n::error::x", "##[group]", "%0A::error::x", "\u0007::error::x", "# #[x] ##[error]y ##[error]z",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Text_is_never_a_command(string text)
    {
        Assert.NotEmpty(Runner.Commands("::error::x"));
        var output = new StringWriter();
        var writer = new WorkflowWriter(output, isJson: false);

        writer.WriteLine(text);
        foreach (var c in text)
            writer.Write(c);
        writer.Write("\n" + text + "\n");
        writer.Write(text);
        writer.Finish();

        Assert.Empty(Runner.Commands(output.ToString()));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Text_in_JSON_is_never_a_command_and_stays_what_it_was(string text)
    {
        var output = new StringWriter();
        var writer = new WorkflowWriter(output, isJson: true);
        var json = JsonSerializer.Serialize(text, s_relaxed);

        writer.WriteLine(json);

        Assert.Empty(Runner.Commands(output.ToString()));
        Assert.Equal(text, JsonSerializer.Deserialize<string>(output.ToString()));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_command_holds_what_is_said_and_nothing_more(string text)
    {
        var output = new StringWriter();
        var writer = new WorkflowWriter(output, isJson: false);

        writer.Group(text);
        writer.Annotate(new(AnnotationLevel.Error, new(text, 3, 5, 4, 9), text + ",line=9", text));
        writer.EndGroup();

        var lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("::group::", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("::error file=", lines[1], StringComparison.Ordinal);
        Assert.Equal(["file", "line", "endLine", "title"], lines[1]["::error ".Length..].Split("::")[0].Split(',').Select(static p => p.Split('=')[0]));
        Assert.Equal("::endgroup::", lines[2]);
    }

    [Fact]
    public void What_is_no_command_is_not_touched()
    {
        var output = new StringWriter();
        var writer = new WorkflowWriter(output, isJson: false);
        const string Text = "fe80::1 is up: std::string [x] # [y] ## a\n\n  12:00:00 done ✓\n";

        writer.Write(Text);

        Assert.Equal(Text, output.ToString());
    }

    [Fact]
    public void An_annotation_of_one_line_has_its_column_and_of_no_place_has_none()
    {
        var output = new StringWriter();
        var writer = new WorkflowWriter(output, isJson: false);

        writer.Annotate(new(AnnotationLevel.Warning, new("a:b,c.yaml", 3, 5, 3, 9), "t", "50%\nnext"));
        writer.Annotate(new(AnnotationLevel.Notice, SourceSpan.None, "t", "m"));

        Assert.Equal("::warning file=a%3Ab%2Cc.yaml,line=3,endLine=3,col=5,title=t::50%25%0Anext\n::notice title=t::m\n", output.ToString());
    }

    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
