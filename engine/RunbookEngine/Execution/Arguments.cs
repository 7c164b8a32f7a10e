using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// A verb's settings, evaluated. The getters trust that the values were checked against the definition: a wrong type is a bug
/// and throws <see cref="InvalidOperationException"/>.
/// </summary>
public sealed class Arguments(Value.Map values)
{
    /// <summary>No settings.</summary>
    public static Arguments Empty { get; } = new(new Value.Map([]));

    /// <summary>All of them.</summary>
    public Value.Map Values { get; } = values;

    /// <summary>Whether the setting was given and is not null.</summary>
    public bool Has(string name) => Values[name] is not null and not Value.Nothing;

    /// <summary>The raw value, or null.</summary>
    public Value? Get(string name) => Has(name) ? Values[name] : null;

    /// <summary>A required text.</summary>
    public string Text(string name) => TextOrNull(name) ?? throw Missing(name);

    /// <summary>A text, or null. A secret comes out as <c>***</c>: use <see cref="Get"/> where secrets are allowed.</summary>
    public string? TextOrNull(string name) => Get(name)?.ToString();

    /// <summary>True when the setting is there and true.</summary>
    public bool Flag(string name, bool otherwise = false) => Get(name) switch
    {
        null => otherwise,
        Value.Flag flag => flag.On,
        var other => throw Wrong(name, other, "a boolean"),
    };

    /// <summary>A whole number, or null.</summary>
    public long? IntegerOrNull(string name) => Get(name) switch
    {
        null => null,
        Value.Integer integer => integer.Number,
        var other => throw Wrong(name, other, "an integer"),
    };

    /// <summary>A duration, or null.</summary>
    public TimeSpan? DurationOrNull(string name) => Get(name) switch
    {
        null => null,
        Value.Text text when Durations.TryParse(text.Content, out var duration) => duration,
        Value.Integer integer => TimeSpan.FromSeconds(integer.Number),
        var other => throw Wrong(name, other, "a duration"),
    };

    /// <summary>The texts of a list; one text is a list of one; empty when it is not there.</summary>
    public ImmutableArray<string> List(string name) => Get(name) switch
    {
        null => [],
        Value.List list => [.. list.Items.Select(static i => i.ToString())],
        var other => [other.ToString()],
    };

    /// <summary>Names to values; empty when it is not there.</summary>
    public ImmutableArray<KeyValuePair<string, Value>> Map(string name) => Get(name) switch
    {
        null => [],
        Value.Map map => map.Entries,
        var other => throw Wrong(name, other, "a map"),
    };

    private static InvalidOperationException Missing(string name) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The setting `{name}` is required and was not checked."));

    private static InvalidOperationException Wrong(string name, Value value, string wanted) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The setting `{name}` should be {wanted}, is {value.GetType().Name}, and was not checked."));
}
