using System.Text;

namespace RunbookEngine.Language;

/// <summary>Tells worlds and scenarios from runbooks, by their <c>kind</c>.</summary>
public static class DocumentKinds
{
    /// <summary><see cref="WorldFormat.Kind"/>, <see cref="ScenarioFormat.Kind"/>, or another word after <c>kind:</c>; null when there is none, as in a runbook, or when the file cannot be read.</summary>
    /// <param name="file">As the user named it.</param>
    /// <param name="sources">Where files come from.</param>
    public static string? Of(string file, ISourceReader sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        if (sources.Read(file).Content is not { } content)
            return null;
        foreach (var line in Encoding.UTF8.GetString(content).AsSpan().EnumerateLines())
        {
            if (line.StartsWith("kind:", StringComparison.Ordinal))
                return line[5..].ToString().Split('#')[0].Trim().Trim('"', '\'');
        }

        return null;
    }
}
