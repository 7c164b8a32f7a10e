using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary>One word of <c>kubectl label</c> or <c>annotate</c>: <c>key=value</c> sets, <c>key-</c> removes. Pure.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; null: it is removed.</param>
internal sealed record KeyChange(string Key, string? Value)
{
    /// <summary>Reads all words.</summary>
    /// <exception cref="SettingException">One that is none.</exception>
    public static ImmutableArray<KeyChange> Parse(IEnumerable<string> words) => [.. words.Select(Parse)];

    private static KeyChange Parse(string word)
    {
        var change = word.Split('=', 2) is [var key, var value] ? new KeyChange(key, value) : word.EndsWith('-') ? new(word[..^1], null) : null;
        return change is { Key.Length: > 0 } && !change.Key.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? change
            : throw new SettingException($"`{word}` is no change of a key", "write `key=value` to set it and `key-` to remove it");
    }

    /// <summary>As it is told.</summary>
    public override string ToString() => Value is null ? $"remove {Key}" : $"set {Key}={Value}";
}
