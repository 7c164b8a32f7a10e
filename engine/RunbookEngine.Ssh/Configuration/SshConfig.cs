using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Ssh.Configuration;

/// <summary>
/// The part of OpenSSH's client configuration that says how a host is reached. The first value found wins, but for the keys, which all count. <c>Match</c> is not
/// understood: what stands under it is passed over, and said once.
/// </summary>
internal sealed class SshConfig
{
    private const int MostIncludes = 16;
    private readonly ImmutableArray<Line> _lines;

    private SshConfig(ImmutableArray<Line> lines) => _lines = lines;

    /// <summary>What it says of one host.</summary>
    public sealed record Entry
    {
        public string? HostName { get; init; }

        public int? Port { get; init; }

        public string? User { get; init; }

        public ImmutableArray<string> IdentityFiles { get; init; } = [];

        public bool IdentitiesOnly { get; init; }

        public ImmutableArray<string> KnownHosts { get; init; } = [];

        public string? HostKeyAlias { get; init; }

        public string? ProxyJump { get; init; }

        public TimeSpan? ConnectTimeout { get; init; }
    }

    /// <summary>Files and lines with <c>Match</c>.</summary>
    public ImmutableArray<string> NotUnderstood { get; private init; } = [];

    /// <summary>Reads the file and those that it includes. One that cannot be read is as if it were empty.</summary>
    public static SshConfig Read(string path, string home)
    {
        List<Line> lines = [];
        List<string> strange = [];
        ReadInto(path, home, null, lines, strange, 0);
        return new([.. lines]) { NotUnderstood = [.. strange] };
    }

    /// <summary>What it says of the host that a person calls so.</summary>
    public Entry For(string name)
    {
        Dictionary<string, string[]> first = new(StringComparer.OrdinalIgnoreCase);
        List<string> keys = [];
        foreach (var line in _lines.Where(l => l.Applies(name)))
        {
            if (line.Key.Equals("identityfile", StringComparison.OrdinalIgnoreCase))
                keys.Add(line.Values[0]);
            else
                first.TryAdd(line.Key, line.Values);
        }

        string? Text(string key) => first.TryGetValue(key, out var values) ? values[0] : null;
        int? Number(string key) => int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return new()
        {
            HostName = Text("hostname")?.Replace("%h", name, StringComparison.Ordinal).Replace("%%", "%", StringComparison.Ordinal),
            Port = Number("port") is { } port and > 0 and < 65536 ? port : null,
            User = Text("user"),
            IdentityFiles = [.. keys.Where(static k => !k.Equals("none", StringComparison.OrdinalIgnoreCase))],
            IdentitiesOnly = Text("identitiesonly") is { } only && only.Equals("yes", StringComparison.OrdinalIgnoreCase),
            KnownHosts = first.TryGetValue("userknownhostsfile", out var files) ? [.. files] : [],
            HostKeyAlias = Text("hostkeyalias"),
            ProxyJump = Text("proxyjump"),
            ConnectTimeout = Number("connecttimeout") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private static void ReadInto(string path, string home, Block? block, List<Line> lines, List<string> strange, int depth)
    {
        string[] text;
        try
        {
            text = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        var outer = block;
        for (var number = 0; number < text.Length; number++)
        {
            var words = SshConfigWords.Split(text[number]);
            if (words.Length < 2)
                continue;
            switch (words[0].ToLowerInvariant())
            {
                case "host":
                    block = new(outer, words[1..]);
                    break;
                case "match":
                    strange.Add($"{path}:{number + 1}");
                    block = new(outer, []);
                    break;
                case "include" when depth < MostIncludes:
                    foreach (var file in words[1..].SelectMany(w => SshConfigWords.Files(w, home)))
                        ReadInto(file, home, block, lines, strange, depth + 1);
                    break;
                default:
                    lines.Add(new(block, words[0], words[1..]));
                    break;
            }
        }
    }

    /// <summary>Lines that stand for some hosts only; those of an included file also only where its own place applies.</summary>
    private sealed record Block(Block? Outer, string[] Patterns)
    {
        public bool Applies(string name) => (Outer?.Applies(name) ?? true) && HostPattern.Matches(Patterns, name);
    }

    private sealed record Line(Block? Block, string Key, string[] Values)
    {
        public bool Applies(string name) => Block?.Applies(name) ?? true;
    }
}
