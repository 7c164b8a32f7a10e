using RunbookEngine.Cli.Text;

namespace RunbookEngine.Tests.Cli;

/// <summary>What commands, runbooks and other people write must never steer the terminal of whoever reads it.</summary>
public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text, ünïcode, 漢字, 🙂", "plain text, ünïcode, 漢字, 🙂")]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("\u001b[2J\u001b[1;1Hgone", "gone")]
    [InlineData("\u001b]0;title\u0007after", "after")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001bPq#0\u001b\\after", "after")]
    [InlineData("\u009b31mC1 red", "C1 red")]
    [InlineData("\u009d0;title\u009cafter", "after")]
    [InlineData("\u001b(0charset", "charset")]
    [InlineData("\u001bcreset", "reset")]
    [InlineData("tail\u001b", "tail")]
    [InlineData("tail\u001b[", "tail")]
    [InlineData("\u001b[31", "")]
    [InlineData("bell\u0007 back\b del\u007f nul\0", "bell\ufffd back\ufffd del\ufffd nul\ufffd")]
    [InlineData("\u0085next", "\ufffdnext")]
    [InlineData("abc\u202edcba", "abc\ufffddcba")]
    [InlineData("\u2066isolate\u2069", "\ufffdisolate\ufffd")]
    [InlineData("\u200bzero\ufeffwidth", "\ufffdzero\ufffdwidth")]
    [InlineData("tag \U000e0041", "tag \ufffd")]
    [InlineData("a\r\nb\tc", "a⏎b    c")]
    [InlineData("over\rwrite", "overwrite")]
    public void A_line_is_harmless(string text, string expected) => Assert.Equal(expected, TerminalText.Line(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("lone \ufffd surrogate", TerminalText.Line("lone \ud800 surrogate"));

    [Fact]
    public void A_block_keeps_its_lines_and_nothing_else() =>
        Assert.Equal("one\n\ttwo\n", TerminalText.Block("\u001b[1mone\u001b[0m\r\n\ttwo\n"));

    [Fact]
    public void An_opening_without_an_end_hides_nothing_that_follows() =>
        Assert.Equal("0;rm -rf / is still shown", TerminalText.Line("\u001b]0;rm -rf / is still shown"));

    [Fact]
    public void No_text_at_all_leaves_a_control_character()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => (char)(random.Next(4) == 0 ? random.Next(0x10000) : random.Next(0xa0)))]);
            Assert.DoesNotContain(TerminalText.Line(text), static c => char.IsControl(c) || c is >= '\u202a' and <= '\u202e');
        }
    }

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("exactly 10", 10, "exactly 10")]
    [InlineData("eleven char", 10, "eleven ch…")]
    [InlineData("漢字漢字", 5, "漢字…")]
    [InlineData("x", 0, "")]
    public void A_text_is_cut_to_the_columns_it_may_take(string text, int columns, string expected) =>
        Assert.Equal(expected, TerminalText.Fit(text, columns));

    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("one two three", 80, "one two three")]
    [InlineData("averylongword x", 5, "averylongword|x")]
    [InlineData("", 5, "")]
    public void A_sentence_breaks_between_words(string text, int columns, string expected) =>
        Assert.Equal(expected, string.Join('|', TerminalText.Wrap(text, columns)));
}
