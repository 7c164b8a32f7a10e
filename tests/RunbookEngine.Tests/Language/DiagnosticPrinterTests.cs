using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>The look of diagnostics is approved with the faulty runbooks; here is what no file shows.</summary>
public class DiagnosticPrinterTests
{
    private static readonly SourceSpan s_span = new("a.yaml", 1, 4, 1, 7);

    [Fact]
    public void Nothing_of_a_file_can_reach_the_terminal_as_a_command()
    {
        var diagnostic = new Diagnostic("RB0101", Severity.Error, "no \u001b[2J", s_span, "\u0007 \u009b31m \u202e \u2028");

        var text = DiagnosticPrinter.Print([diagnostic], [new("a.yaml", "a\u001b[31m\u009b31m\u202e: x")]);

        Assert.DoesNotContain(text, static c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202e', text);
        Assert.DoesNotContain('\u2028', text);
    }

    [Fact]
    public void Colours_are_there_only_when_they_are_asked_for()
    {
        var diagnostic = new Diagnostic("RB0101", Severity.Warning, "message", s_span, "hint");

        Assert.Contains("\u001b[33mwarning RB0101\u001b[0m", DiagnosticPrinter.Print([diagnostic], [], colour: true), StringComparison.Ordinal);
        Assert.Equal("a.yaml:1:4: warning RB0101: message\n  hint: hint\n", DiagnosticPrinter.Print([diagnostic], []));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public void Carets_stand_under_the_place_whatever_the_number_of_the_line(int line)
    {
        var source = new SourceText("a.yaml", string.Concat(Enumerable.Repeat("\n", line - 1)) + "\tab wrong");

        var lines = DiagnosticPrinter.Print([new("RB0101", Severity.Error, "m", new("a.yaml", line, 5, line, 10))], [source]).Split('\n');

        Assert.Equal(lines[1].IndexOf("wrong", StringComparison.Ordinal), lines[2].IndexOf('^', StringComparison.Ordinal));
        Assert.Equal(5, lines[2].Count(static c => c == '^'));
    }

    [Fact]
    public void A_place_that_the_text_does_not_have_is_no_reason_to_fail() =>
        Assert.Contains(
            "RB0101", DiagnosticPrinter.Print([new("RB0101", Severity.Error, "m", new("a.yaml", 99, 5, 99, 9))], [new("a.yaml", "x")]),
            StringComparison.Ordinal);
}
