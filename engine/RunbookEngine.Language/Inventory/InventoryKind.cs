namespace RunbookEngine.Language;

/// <summary>How an inventory is written.</summary>
internal enum InventoryKind
{
    Yaml,
    Ini,
    Program,
}

/// <summary>Tells kinds of inventories apart by what they hold. Pure.</summary>
internal static class InventoryKinds
{
    /// <summary>By the first line that says something: <c>[group]</c> and <c>host key=value</c> are INI, <c>key:</c> is YAML.</summary>
    public static InventoryKind Of(string text)
    {
        if (text.StartsWith("#!", StringComparison.Ordinal))
            return InventoryKind.Program;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var said = line.Trim();
            if (said.IsEmpty || said[0] is '#' or ';')
                continue;
            return IsIni(said) ? InventoryKind.Ini : InventoryKind.Yaml;
        }

        return InventoryKind.Yaml;
    }

    /// <summary>Ansible's groups are at the top, whatever they are called; ours has its words there.</summary>
    public static bool IsAnsible(YamlMapping map) =>
        !InventoryWords.Head.Any(w => w != "hosts" && map.Find(w) is not null) && (map.Find("hosts") is null || map.Find("all") is not null) &&
        map.Entries.Any(static e => e.Value is YamlMapping group && (group.Entries.Count == 0 || group.Entries.Any(static g => g.Name is "hosts" or "children" or "vars")));

    private static bool IsIni(ReadOnlySpan<char> line)
    {
        if (line[0] == '[')
            return line.IndexOf(']') is var close and > 0 && !line[..close].ContainsAny(",\"'") && line[(close + 1)..].TrimStart() is [] or ['#' or ';', ..];
        if (line[0] is '{' or '-' or '"' or '\'' or '%' or '&' or '*' or '!' or '?')
            return false;
        var word = line.IndexOfAny(' ', '\t') is var end and > 0 ? line[..end] : line;
        return word[^1] != ':' && (word.Contains('=') || !word.Contains(':') || char.IsAsciiDigit(word[^1]) || word[^1] == ']');
    }
}
