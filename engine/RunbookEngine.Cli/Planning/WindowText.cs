using System.Globalization;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Planning;

/// <summary>When a runbook may work, as its inputs have it: what it says, in which time zone, and which moments these are now. Pure.</summary>
internal static class WindowText
{
    /// <summary>One line.</summary>
    /// <param name="window">What the runbook says.</param>
    /// <param name="value">The value of an argument; null: it cannot be known before the run.</param>
    /// <param name="now">Now.</param>
    /// <param name="local">The machine's time zone.</param>
    public static string Of(Window window, Func<Argument, Value?> value, DateTimeOffset now, TimeZoneInfo local)
    {
        (string Word, Argument? Argument)[] parts = [("opens", window.Opens), ("closes", window.Closes), ("margin", window.Margin), ("in", window.TimeZone)];
        var said = parts.Where(static p => p.Argument is not null).Select(p => (p.Word, Text: value(p.Argument!)?.ToString() ?? OneLane.Written(p.Argument!), IsKnown: value(p.Argument!) is not null))
            .Where(static p => !string.IsNullOrWhiteSpace(p.Text)).ToList();
        string? Text(string word) => said.Where(p => p.Word == word).Select(static p => p.Text).FirstOrDefault();
        if (Text("opens") is null && Text("closes") is null)
            return "no bounds: `opens` and `closes` are empty";
        var words = string.Join(", ", said.Select(static p => $"{p.Word} {p.Text.Trim()}"));
        return said.All(static p => p.IsKnown) ? $"{words}{Moments(new(Text("opens"), Text("closes"), Text("margin"), Text("in")), now, local)}" : words;
    }

    private static string Moments(WindowTexts texts, DateTimeOffset now, TimeZoneInfo local)
    {
        var zone = texts.TimeZone is null && $"{texts.Opens}{texts.Closes}".Contains(':', StringComparison.Ordinal) ? $" ({local.Id})" : "";
        try
        {
            return WindowTimes.Of(texts, null, now, local).ClosesAt is { } closes
                ? $"{zone}; it is open now, and closes at {closes.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)}"
                : $"{zone}; it is open now";
        }
        catch (WindowClosedException closed)
        {
            return $"{zone}; {TerminalText.Line(closed.Message)}";
        }
        catch (FormatException wrong)
        {
            return $"; {TerminalText.Line(wrong.Message)}";
        }
    }
}
