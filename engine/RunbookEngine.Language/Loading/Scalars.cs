using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads single values as what they must be.</summary>
internal static class Scalars
{
    /// <summary>What a plain scalar is in YAML's core schema; a quoted one is text.</summary>
    public static Value Plain(YamlScalar scalar)
    {
        if (scalar.Style != YamlStyle.Plain)
            return new Value.Text(scalar.Text);
        if (scalar.IsNull)
            return Value.None;
        return scalar.Text switch
        {
            "true" or "True" or "TRUE" => new Value.Flag(true),
            "false" or "False" or "FALSE" => new Value.Flag(false),
            _ when long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => new Value.Integer(number),
            _ when IsReal(scalar.Text, out var real) => new Value.Real(real),
            _ => new Value.Text(scalar.Text),
        };
    }

    /// <summary>A text that is not empty and holds no template; null when it is not, and then the bag says so.</summary>
    public static string? Text(TextReading reading, YamlEntry entry)
    {
        if (entry.Value is not YamlScalar { IsNull: false } scalar)
        {
            reading.Wrong(entry.Value, entry.Name, "a text");
            return null;
        }

        if (!TemplateParser.HasBraces(scalar.Text))
            return scalar.Text;
        reading.Error(Codes.TemplateNotTaken, $"`{entry.Name}` takes no expression", scalar, "write the text itself");
        return null;
    }

    public static bool? Boolean(TextReading reading, YamlEntry entry)
    {
        if (entry.Value is YamlScalar scalar && Plain(scalar) is Value.Flag flag)
            return flag.On;
        reading.Wrong(entry.Value, entry.Name, "`true` or `false`");
        return null;
    }

    /// <summary>A whole number between two others.</summary>
    public static int? Integer(TextReading reading, YamlEntry entry, int least, int most)
    {
        if (entry.Value is not YamlScalar scalar || Plain(scalar) is not Value.Integer integer)
        {
            reading.Wrong(entry.Value, entry.Name, "a whole number");
            return null;
        }

        if (integer.Number >= least && integer.Number <= most)
            return (int)integer.Number;
        reading.Error(
            Codes.OutOfRange, $"`{entry.Name}` must be from {least} to {most}", scalar,
            entry.Name == "parallel" ? "`true` runs all at the same time" : $"write a number from {least} to {most}");
        return null;
    }

    public static double? Number(TextReading reading, YamlEntry entry, double least, double most)
    {
        var number = (entry.Value as YamlScalar) is { } scalar ? Plain(scalar) switch
        {
            Value.Integer integer => integer.Number,
            Value.Real real => real.Number,
            _ => (double?)null,
        }
        : null;
        if (number is null)
            reading.Wrong(entry.Value, entry.Name, "a number");
        else if (!(number >= least && number <= most))
            reading.Error(
                Codes.OutOfRange, string.Create(CultureInfo.InvariantCulture, $"`{entry.Name}` must be from {least} to {most}"), entry.Value,
                "1 keeps the wait the same, 2 doubles it for every further try");
        else
            return number;
        return null;
    }

    public static TimeSpan? Duration(TextReading reading, YamlEntry entry)
    {
        if (entry.Value is not YamlScalar { IsNull: false } scalar)
        {
            reading.Wrong(entry.Value, entry.Name, "a duration", "such as `90s` or `1h30m`");
            return null;
        }

        if (Durations.TryParse(scalar.Text, out var duration))
            return duration;
        BadDuration(reading, scalar);
        return null;
    }

    public static void BadDuration(TextReading reading, YamlScalar scalar) => reading.Error(
        Codes.BadDuration,
        $"`{Shown.Word(scalar.Text)}` is not a duration",
        scalar,
        long.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 31_536_000
            ? $"write the unit: `{number}s` or `{number}m`"
            : "write a number and a unit, the larger first, at most 365 days: `90s`, `15m`, `1h30m`, `2d`");

    /// <summary>Texts of a list, or one text.</summary>
    public static List<YamlScalar> Texts(TextReading reading, YamlEntry entry)
    {
        var texts = new List<YamlScalar>();
        foreach (var item in entry.Value is YamlSequence list ? list.Items : [entry.Value])
        {
            if (item is YamlScalar { IsNull: false } scalar)
                texts.Add(scalar);
            else
                reading.Wrong(item, entry.Name, "a list of texts");
        }

        return texts;
    }

    private static bool IsReal(string text, out double number)
    {
        number = 0;
        return text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') && text.AsSpan().ContainsAny('.', 'e', 'E') &&
            double.TryParse(
                text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out number) &&
            double.IsFinite(number);
    }
}
