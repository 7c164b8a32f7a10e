using System.Globalization;
using System.Text.RegularExpressions;
using RunbookEngine.Cli.Live;

namespace RunbookEngine.Tests.Cli;

/// <summary>The live block must leave no traces above it, whatever happens to the terminal's size.</summary>
public sealed partial class PainterTests
{
    [Fact]
    public void A_block_is_replaced_where_it_stands()
    {
        var screen = new Screen(80, 24);
        var painter = new Painter(screen.Input, () => (80, 24));

        painter.Paint([], ["one", "two"]);
        painter.Paint([], ["1", "2", "3"]);
        painter.Paint([], ["last"]);

        Assert.Equal(["last"], screen.Lines);
    }

    [Fact]
    public void Lines_scroll_by_above_the_block()
    {
        var screen = new Screen(80, 24);
        var painter = new Painter(screen.Input, () => (80, 24));

        painter.Paint(["a"], ["block", "foot"]);
        painter.Paint(["b", "c"], ["block", "foot"]);
        painter.Paint([], []);

        Assert.Equal(["a", "b", "c"], screen.Lines);
    }

    [Fact]
    public void Nothing_is_written_when_nothing_has_changed()
    {
        var writer = new StringWriter();
        var painter = new Painter(writer, () => (80, 24));
        painter.Paint([], ["same"]);
        var length = writer.GetStringBuilder().Length;

        painter.Paint([], ["same"]);

        Assert.Equal(length, writer.GetStringBuilder().Length);
    }

    [Fact]
    public void A_terminal_that_grew_narrower_has_wrapped_the_block()
    {
        var columns = 40;
        var screen = new Screen(40, 24);
        var painter = new Painter(screen.Input, () => (columns, 24));
        painter.Paint(["kept"], ["\u001b[36m" + new string('x', 39) + "\u001b[0m", "foot"]);

        columns = 20;
        screen.Narrow(20);
        painter.Paint([], ["new"]);

        Assert.Equal(["kept", "new"], screen.Lines);
    }

    /// <summary>As much of a terminal as the painter needs.</summary>
    private sealed partial class Screen(int columns, int rows)
    {
        private readonly List<string> _lines = [""];
        private int _row;
        private int _columns = columns;

        public StringWriter Input => new Tap(this);

        public IEnumerable<string> Lines => _lines.Select(static l => l.TrimEnd()).Where(static l => l.Length > 0);

        public void Narrow(int to)
        {
            var wrapped = _lines.SelectMany(l => l.Length == 0 ? [""] : l.Chunk(to).Select(static c => new string(c))).ToList();
            _lines.Clear();
            _lines.AddRange(wrapped);
            _row = _lines.Count - 1;
            _columns = to;
        }

        private void Take(string text)
        {
            foreach (Match token in Tokens().Matches(text))
            {
                if (token.Value == "\n")
                    Down();
                else if (token.Value == "\u001b[J")
                    _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                else if (token.Value.StartsWith('\u001b') && token.Value.EndsWith('A'))
                    _row = Math.Max(0, _row - int.Parse(token.Value[2..^1], CultureInfo.InvariantCulture));
                else if (token.Value == "\r" || token.Value.StartsWith('\u001b'))
                    continue;
                else
                    _lines[_row] = token.Value;
                if (token.Value == "\u001b[J")
                    _lines[_row] = "";
                Assert.True(_lines[_row].Length <= _columns, "a line wraps");
                Assert.True(_row < rows);
            }
        }

        private void Down()
        {
            _row++;
            if (_row == _lines.Count)
                _lines.Add("");
        }

        [GeneratedRegex("\n|\r|\u001b\\[[0-9;]*[A-Za-z]|[^\n\r\u001b]+")]
        private static partial Regex Tokens();

        private sealed class Tap(Screen screen) : StringWriter
        {
            public override void Write(string? value) => screen.Take(value!);
        }
    }
}
