using System.Globalization;
using System.Text;

namespace RunbookEngine.Cli.Watching;

/// <summary>
/// The terminal's other screen, which is left as it was found. Only rows that have changed are written, all in one write, so that nothing flickers. May be
/// disposed of from any thread, by a signal too.
/// </summary>
internal sealed class Screen(TextWriter output) : IDisposable
{
    private const string Enter = "\u001b[?1049h\u001b[?25l\u001b[2J";

    /// <summary>The cursor, the first screen, and the plain arrow keys, which reading keys had changed.</summary>
    private const string Leave = "\u001b[0m\u001b[?25h\u001b[?1049l\u001b[?1l\u001b>";

    private readonly Lock _gate = new();
    private IReadOnlyList<string> _shown = [];
    private (int Columns, int Rows) _size;
    private bool _isEntered;
    private bool _isOver;

    /// <summary>Shows these lines, from the first row on.</summary>
    public void Show(IReadOnlyList<string> lines, (int Columns, int Rows) size)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            var text = new StringBuilder();
            if (!_isEntered || size != _size)
                text.Append(Enter);
            var known = text.Length > 0 ? [] : _shown;
            for (var row = 0; row < Math.Max(lines.Count, known.Count); row++)
            {
                var line = row < lines.Count ? lines[row] : "";
                if (row >= known.Count ? line.Length > 0 : line != known[row])
                    text.Append(CultureInfo.InvariantCulture, $"\u001b[{row + 1};1H{line}\u001b[K");
            }

            (_shown, _size, _isEntered) = (lines, size, true);
            if (text.Length > 0)
                output.Write(text.ToString());
        }
    }

    /// <summary>Everything is written anew with the next lines: others have written over it.</summary>
    public void Forget()
    {
        lock (_gate)
            _size = default;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isEntered && !_isOver)
                WriteLeave();
            _isOver = true;
        }
    }

    private void WriteLeave()
    {
        try
        {
            output.Write(Leave);
        }
        catch (IOException)
        {
            // The terminal is gone; there is nothing to leave.
        }
    }
}
