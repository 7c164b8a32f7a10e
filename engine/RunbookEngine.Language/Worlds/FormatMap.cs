using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>A text and where it stands.</summary>
internal readonly record struct Placed(string Text, SourceSpan Span);

/// <summary>A map of a world or a scenario, every value of it read by its key's type. What does not fit is reported and left out.</summary>
internal sealed class FormatMap
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);
    private readonly FormatReading _reading;
    private readonly FileFormat _format;

    public FormatMap(FormatReading reading, FileFormat format, FormatSection section, YamlMapping mapping)
    {
        (_reading, _format, Node) = (reading, format, mapping);
        KeyCheck.Unknown(reading, mapping, [.. section.Keys.Select(static k => k.Name)], section.What);
        foreach (var key in section.Keys)
        {
            if (mapping.Find(key.Name) is { } entry)
                Note(key, entry);
            else if (key.IsRequired && !mapping.IsBroken)
                reading.Error(Codes.Missing, $"{section.What} needs `{key.Name}`", mapping.Entries.Count > 0 ? mapping.Entries[0].Key : mapping, $"add `{key.Name}`: {FirstLower(key.Description)}");
        }
    }

    /// <summary>What the author wrote.</summary>
    public YamlMapping Node { get; }

    /// <summary>Where it stands.</summary>
    public SourceSpan Span => _reading.Span(Node);

    public bool Has(string key) => Node.Find(key) is not null;

    /// <summary>The place of a key's value, or of the whole map.</summary>
    public SourceSpan SpanOf(string key) => Node.Find(key) is { } entry ? _reading.Span(entry.Value) : Span;

    public string Text(string key, string otherwise) => TextOrNull(key) ?? otherwise;

    public string? TextOrNull(string key) => _values.GetValueOrDefault(key) as string;

    public int? Integer(string key) => _values.GetValueOrDefault(key) as int?;

    public bool Flag(string key, bool otherwise = false) => _values.GetValueOrDefault(key) as bool? ?? otherwise;

    public TimeSpan Duration(string key, TimeSpan otherwise) => _values.GetValueOrDefault(key) as TimeSpan? ?? otherwise;

    public long Size(string key, long otherwise) => _values.GetValueOrDefault(key) as long? ?? otherwise;

    public WorldAmount? Amount(string key) => _values.GetValueOrDefault(key) as WorldAmount?;

    /// <summary>The number of a choice among its key's choices.</summary>
    public int Choice(string key, int otherwise) => Integer(key) ?? otherwise;

    public ImmutableArray<Placed> Placed(string key) => _values.GetValueOrDefault(key) as ImmutableArray<Placed>? ?? [];

    public ImmutableArray<string> Texts(string key) => [.. Placed(key).Select(static p => p.Text)];

    public ImmutableArray<KeyValuePair<string, string>> Map(string key) => _values.GetValueOrDefault(key) as ImmutableArray<KeyValuePair<string, string>>? ?? [];

    public ImmutableArray<KeyValuePair<Placed, ImmutableArray<Placed>>> NamesMap(string key) =>
        _values.GetValueOrDefault(key) as ImmutableArray<KeyValuePair<Placed, ImmutableArray<Placed>>>? ?? [];

    public ImmutableArray<WorldTaint> Taints(string key) => _values.GetValueOrDefault(key) as ImmutableArray<WorldTaint>? ?? [];

    public ImmutableDictionary<string, Value> Values(string key) => _values.GetValueOrDefault(key) as ImmutableDictionary<string, Value> ?? ImmutableDictionary<string, Value>.Empty;

    public FormatMap? One(string key) => _values.GetValueOrDefault(key) as FormatMap;

    public IReadOnlyList<FormatMap> List(string key) => _values.GetValueOrDefault(key) as List<FormatMap> ?? [];

    private void Note(FormatKey key, YamlEntry entry)
    {
        if (key.Type != FormatType.Own && Read(key, entry) is { } value)
            _values[key.Name] = value;
    }

    private object? Read(FormatKey key, YamlEntry entry) => key.Type switch
    {
        FormatType.Text => Scalars.Text(_reading, entry),
        FormatType.Integer => Scalars.Integer(_reading, entry, 0, int.MaxValue),
        FormatType.Boolean => Scalars.Boolean(_reading, entry),
        FormatType.Duration => Scalars.Duration(_reading, entry),
        FormatType.Size => Scalars.Text(_reading, entry) is { } text ? Bytes(entry, text) : null,
        FormatType.Cpu => Scalars.Text(_reading, entry) is { } text ? Cpu(entry, text) : null,
        FormatType.Amount => Scalars.Text(_reading, entry) is { } text ? AmountOf(entry, text) : null,
        FormatType.Version => entry.Value is YamlScalar { IsNull: false } scalar ? VersionOf(scalar) : Wrong(entry, "a version", "such as `1.36.4`"),
        FormatType.Versions => Scalars.Texts(_reading, entry).Select(VersionOf).OfType<string>().Select(v => new Placed(v, _reading.Span(entry.Value))).ToImmutableArray(),
        FormatType.Choice => Scalars.Text(_reading, entry) is { } text ? ChoiceOf(key, entry, text) : null,
        FormatType.Texts => Scalars.Texts(_reading, entry).Select(s => new Placed(s.Text, _reading.Span(s))).ToImmutableArray(),
        FormatType.Names => Names(entry),
        FormatType.TextMap => TextMap(entry),
        FormatType.NamesMap => entry.Value is YamlMapping map
            ? map.Entries.Select(e => KeyValuePair.Create(new Placed(e.Name, _reading.Span(e.Key)), Names(e))).ToImmutableArray()
            : Wrong(entry, "a map of names to lists of names", null),
        FormatType.ValueMap => entry.Value is YamlMapping map
            ? map.Entries.ToImmutableDictionary(static e => e.Name, static e => InputNodes.Value(e.Value))
            : Wrong(entry, "a map of names to values", null),
        FormatType.Taints => Scalars.Texts(_reading, entry).Select(Taint).OfType<WorldTaint>().ToImmutableArray(),
        FormatType.One => entry.Value switch
        {
            YamlMapping map => new FormatMap(_reading, _format, _format[key.Section], map),
            YamlScalar { IsNull: true } empty => new FormatMap(_reading, _format, _format[key.Section], new([], empty.Start, empty.End)),
            _ => Wrong(entry, "a map", null),
        },
        FormatType.List => Maps(key, entry),
        _ => null,
    };

    private List<FormatMap> Maps(FormatKey key, YamlEntry entry)
    {
        var maps = new List<FormatMap>();
        if (entry.Value is not YamlSequence list)
        {
            if (entry.Value is not YamlScalar { IsNull: true })
                Wrong(entry, "a list of maps", "write each as `- { name: … }` below it");
            return maps;
        }

        foreach (var item in list.Items)
        {
            if (item is YamlMapping map)
                maps.Add(new(_reading, _format, _format[key.Section], map));
            else
                _reading.Wrong(item, entry.Name, "maps", "such as `- { name: a }`");
        }

        return maps;
    }

    private ImmutableArray<Placed> Names(YamlEntry entry) => [.. Scalars.Texts(_reading, entry).SelectMany(s => _reading.Names(s))];

    private object? TextMap(YamlEntry entry)
    {
        if (entry.Value is not YamlMapping map)
            return Wrong(entry, "a map of names to texts", "such as `{ app: web }`");
        var texts = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var item in map.Entries)
        {
            if (item.Value is YamlScalar scalar)
                texts.Add(new(item.Name, scalar.IsNull ? "" : scalar.Text));
            else
                _reading.Wrong(item.Value, item.Name, "a text");
        }

        return texts.ToImmutable();
    }

    private object? Bytes(YamlEntry entry, string text) =>
        ResourceAmount.TryParseBytes(text, out var bytes) ? bytes : Bad(entry, text, "an amount of bytes", "write such as `16Gi`, `512Mi` or `20G`");

    private object? Cpu(YamlEntry entry, string text) =>
        ResourceAmount.TryParseCpu(text, out var cpu) ? cpu : Bad(entry, text, "a number of processors", "write such as `4`, `0.5` or `500m`");

    private object? AmountOf(YamlEntry entry, string text)
    {
        var isPercent = text.EndsWith('%');
        return int.TryParse(isPercent ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (!isPercent || number <= 100)
            ? new WorldAmount(number, isPercent)
            : Bad(entry, text, "a number of pods", "write such as `2` or `25%`");
    }

    private string? VersionOf(YamlScalar scalar)
    {
        if (VersionText.Normal(scalar.Text) is { } version)
            return version;
        _reading.Error(Codes.BadVersion, $"`{Shown.Word(scalar.Text)}` is not a version", scalar, VersionText.Mend);
        return null;
    }

    private int? ChoiceOf(FormatKey key, YamlEntry entry, string text)
    {
        var index = key.Choices.IndexOf(text);
        if (index >= 0)
            return index;
        _reading.Error(Codes.BadChoice, $"`{key.Name}` cannot be `{Shown.Word(text)}`", entry.Value, NearestWord.HintOrList(text, key.Choices, "it can be"));
        return null;
    }

    private WorldTaint? Taint(YamlScalar scalar)
    {
        if (scalar.Text.Split(':') is [{ Length: > 0 } named, ("NoSchedule" or "PreferNoSchedule" or "NoExecute") and var effect])
            return named.Split('=', 2) is [var key, var value] ? new(key, value, effect) : new(named, "", effect);
        _reading.Error(Codes.BadQuantity, $"`{Shown.Word(scalar.Text)}` is not a taint", scalar, "write `key=value:effect`, where the effect is `NoSchedule`, `PreferNoSchedule` or `NoExecute`");
        return null;
    }

    private object? Bad(YamlEntry entry, string text, string what, string hint)
    {
        _reading.Error(Codes.BadQuantity, $"`{Shown.Word(text)}` is not {what}", entry.Value, hint);
        return null;
    }

    private object? Wrong(YamlEntry entry, string wanted, string? hint)
    {
        _reading.Wrong(entry.Value, entry.Name, wanted, hint);
        return null;
    }

    private static string FirstLower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..].TrimEnd('.');
}
