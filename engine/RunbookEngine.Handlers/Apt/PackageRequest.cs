using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary>A package that is asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">As written: <c>1.31.2</c>, <c>1.31.2-1.1</c>, <c>1.31.*</c> or <c>latest</c>; null: any.</param>
internal sealed record PackageRequest(string Name, string? Version)
{
    private const string Latest = "latest";

    /// <summary>Whether the newest version that the lists offer is asked for.</summary>
    public bool WantsLatest => Version == Latest;

    /// <summary>Reads a map of names to versions, a list of names, each perhaps as <c>name=version</c>, or one name.</summary>
    /// <exception cref="SettingException">A name or version that cannot be one.</exception>
    public static ImmutableArray<PackageRequest> From(StepContext context, string setting)
    {
        ImmutableArray<PackageRequest> requests = context.Arguments.Get(setting) switch
        {
            null => [],
            Value.Map map => [.. map.Entries.Select(static e => Of(e.Key, VersionOf(e.Key, e.Value)))],
            Value.List list => [.. list.Items.Select(static i => Read(i.ToString()))],
            var one => [Read(one.ToString())],
        };
        return requests.GroupBy(static r => r.Name, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice
            ? throw new SettingException($"`{setting}` names {twice.Key} twice", "name each package once")
            : requests;
    }

    /// <summary>The names of a setting.</summary>
    /// <exception cref="SettingException">A name that cannot be one.</exception>
    public static ImmutableArray<string> Names(StepContext context, string setting) =>
        [.. context.Arguments.List(setting).Select(static n => Of(n, null).Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a package version is one that was asked for; a revision of the packaging need not be written.</summary>
    public bool Accepts(string version)
    {
        if (Version is not { } wanted || WantsLatest)
            return true;
        var plain = DebianVersion.WithoutEpoch(version);
        if (wanted.EndsWith('*'))
            return version.StartsWith(wanted[..^1], StringComparison.Ordinal) || plain.StartsWith(wanted[..^1], StringComparison.Ordinal);
        return version == wanted || plain == wanted
            || plain.StartsWith(wanted + "-", StringComparison.Ordinal) || plain.StartsWith(wanted + "+", StringComparison.Ordinal);
    }

    public override string ToString() => Version is null ? Name : $"{Name} {Version}";

    private static PackageRequest Read(string text) => text.Split('=', 2) is [var name, var version] ? Of(name, VersionText(name, version)) : Of(text, null);

    private static PackageRequest Of(string name, string? version) => IsName(name)
        ? new(name, version)
        : throw new SettingException($"`{name}` cannot be the name of a package", "names have lower-case letters, digits, `+`, `-` and `.`");

    private static string? VersionOf(string name, Value value) => value switch
    {
        Value.Nothing => null,
        Value.Real => throw new SettingException($"the version of {name} reads as a number, {value}", "write it in quotes, so that `1.30` keeps its 0"),
        _ => VersionText(name, value.ToString()),
    };

    private static string? VersionText(string name, string text)
    {
        var version = text.Length > 1 && text[0] == 'v' && char.IsAsciiDigit(text[1]) ? text[1..] : text;
        if (version is "" or "any")
            return null;
        return version.TrimEnd('*').All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-' or '~' or ':') && version != "*"
            ? version
            : throw new SettingException($"`{text}` cannot be a version of {name}", "write such as `1.31.2`, `1.31.2-1.1`, `1.31.*` or `latest`");
    }

    private static bool IsName(string name) =>
        name.Length is > 1 and < 128 && char.IsAsciiLetterOrDigit(name[0]) && name.All(static c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '+' or '-' or '.' or ':');
}
