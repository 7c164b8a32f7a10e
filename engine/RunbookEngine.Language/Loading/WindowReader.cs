using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads <c>window</c>: when work may be done. What is written out is checked at once.</summary>
internal sealed class WindowReader(Reading reading)
{
    private const string Time = "write a time of day such as `22:00`, or a moment such as `2026-11-28T22:00`";

    public Window? Read(YamlEntry entry)
    {
        if (entry.Value is not YamlMapping mapping)
        {
            reading.Wrong(entry.Value, "window", "a map", "such as `window: { opens: \"22:00\", closes: \"04:00\" }`");
            return null;
        }

        KeyCheck.Unknown(reading, mapping, Words.Window, "`window`");
        return new(
            Bound(mapping.Find("opens"), IsTime, Codes.BadTime, "a time", Time),
            Bound(mapping.Find("closes"), static t => IsTime(t) || Durations.TryParse(t, out _), Codes.BadTime, "a time", Time + ", or a duration from the start such as `6h`"),
            Bound(mapping.Find("margin"), static t => t == "auto" || Durations.TryParse(t, out _), Codes.BadDuration, "a duration", "write `auto`, or a number and a unit such as `20m`"),
            Bound(mapping.Find("time-zone"), static t => TimeZoneInfo.TryFindSystemTimeZoneById(t, out _), Codes.BadTimeZone, "a time zone that this machine knows", "write a name such as `Europe/Berlin` or `UTC`"),
            reading.Span(entry.Key));
    }

    /// <summary>A bound; null when it is left out, is empty, or does not fit, and then the bag says why.</summary>
    private Argument? Bound(YamlEntry? entry, Func<string, bool> fits, string code, string wanted, string mend)
    {
        if (entry?.Value is null or YamlScalar { Text: "", Style: not YamlStyle.Plain } or YamlScalar { IsNull: true })
            return null;
        if (entry.Value is not YamlScalar scalar)
        {
            reading.Wrong(entry.Value, entry.Name, wanted, mend);
            return null;
        }

        if (TemplateParser.HasBraces(scalar.Text))
            return new Argument.Expression(new TemplatePlace(null, entry.Name, Names.ForTargets).Note(reading, scalar, TemplateKind.Text));
        if (fits(scalar.Text))
            return new Argument.Constant(new Value.Text(scalar.Text), reading.Span(scalar));
        reading.Error(code, $"`{Shown.Word(scalar.Text)}` is not {wanted}", scalar, mend);
        return null;
    }

    private static bool IsTime(string text) => WindowTime.IsTimeOfDay(text) || WindowTime.IsMoment(text);
}
