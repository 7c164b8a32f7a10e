using System.Text;

namespace RunbookEngine.Ssh.Configuration;

/// <summary>Cuts a line of an OpenSSH configuration into words: <c>Key value…</c> or <c>Key=value</c>, quotes kept together, comments left out.</summary>
internal static class SshConfigWords
{
    public static string[] Split(string line)
    {
        var text = line.Trim();
        if (text.Length == 0 || text[0] == '#')
            return [];
        var end = text.AsSpan().IndexOfAny(" \t=");
        if (end <= 0)
            return [];
        var rest = text[end..].TrimStart(' ', '\t');
        return [text[..end], .. Words(rest.StartsWith('=') ? rest[1..] : rest)];
    }

    /// <summary>The files that an <c>Include</c> names: relative ones beside the configuration of the user, stars in the last part of the path.</summary>
    public static IEnumerable<string> Files(string word, string home)
    {
        var path = word.StartsWith("~/", StringComparison.Ordinal) ? home + word[1..] : Path.IsPathRooted(word) ? word : $"{home}/.ssh/{word}";
        var name = Path.GetFileName(path);
        if (!name.AsSpan().ContainsAny("*?"))
            return [path];
        var folder = Path.GetDirectoryName(path);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(f => HostPattern.Matches(name, Path.GetFileName(f)) && (name[0] == '.' || Path.GetFileName(f)[0] != '.')).Order(StringComparer.Ordinal)
            : [];
    }

    private static IEnumerable<string> Words(string text)
    {
        StringBuilder word = new();
        var (quoted, any) = (false, false);
        foreach (var c in text)
        {
            if (c == '"')
                (quoted, any) = (!quoted, true);
            else if (quoted || c is not (' ' or '\t'))
            {
                if (c == '#' && !quoted && word.Length == 0 && !any)
                    yield break;
                word.Append(c);
            }
            else if (word.Length > 0 || any)
            {
                yield return word.ToString();
                word.Clear();
                any = false;
            }
        }

        if (word.Length > 0 || any)
            yield return word.ToString();
    }
}
