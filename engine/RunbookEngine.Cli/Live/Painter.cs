using System.Globalization;
using System.Text;

namespace RunbookEngine.Cli.Live;

/// <summary>
/// Keeps a block of lines at the bottom of a terminal while other lines scroll by above it. Each change is one write; the cursor rests behind the
/// block's last line and is never hidden, so that a killed process leaves a usable terminal.
/// </summary>
internal sealed class Painter(TextWriter output, Func<(int Columns, int Rows)> size)
{
    private IReadOnlyList<string> _block = [];

    /// <summary>Prints lines above, then the block anew.</summary>
    public void Paint(IReadOnlyList<string> above, IReadOnlyList<string> block)
    {
        if (above.Count == 0 && block.SequenceEqual(_block))
            return;
        var text = new StringBuilder();
        BackToTop(text);
        foreach (var line in above)
            text.Append(line).Append('\n');
        text.AppendJoin('\n', block);
        _block = block;
        output.Write(text.ToString());
    }

    /// <summary>Terminals that grew narrower have wrapped the old lines, so their rows are counted anew.</summary>
    private void BackToTop(StringBuilder text)
    {
        if (_block.Count == 0)
            return;
        var (columns, rows) = size();
        var up = Math.Min(rows - 1, _block.Sum(line => Math.Max(1, (Visible(line) + columns - 1) / columns)) - 1);
        text.Append('\r');
        if (up > 0)
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{up}A");
        text.Append("\u001b[J");
    }

    /// <summary>Columns of a line of our own making, whose only escapes are colours.</summary>
    private static int Visible(string line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\u001b')
                i = line.IndexOf('m', i) is var end and >= 0 ? end : line.Length;
            else
                text.Append(line[i]);
        }

        return Text.TerminalText.Width(text.ToString());
    }
}
