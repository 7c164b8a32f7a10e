using System.Globalization;
using RunbookEngine.Cli.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Following;

/// <summary>A line that a running step wrote or reported. As a record in a file: time, kind, step and text, parted by tabs.</summary>
/// <param name="At">When it was heard.</param>
/// <param name="Step">Whose.</param>
/// <param name="IsWord">Whether it is the handler's own, which no journal has, and not its command's output.</param>
/// <param name="Text">Harmless on a terminal.</param>
internal sealed record SaidLine(DateTimeOffset At, StepPath Step, bool IsWord, string Text)
{
    private const int Longest = 2000;

    /// <summary>Of a line as it came: cleaned, and cut where nobody reads on.</summary>
    public static SaidLine Of(DateTimeOffset at, StepPath step, bool isWord, string line) =>
        new(at, step, isWord, TerminalText.Line(line.Length > Longest ? line[..Longest] : line));

    /// <summary>The record, without the end of its line.</summary>
    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}\t{(IsWord ? 'w' : 'o')}\t{Step}\t{Text}");

    /// <summary>The line of a record; null when it is none.</summary>
    public static SaidLine? Read(string record) =>
        record.Split('\t', 4) is [var at, "w" or "o", var step, var text] && long.TryParse(at, CultureInfo.InvariantCulture, out var ms)
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(ms), new(step), record[at.Length + 1] == 'w', TerminalText.Line(text))
            : null;
}
