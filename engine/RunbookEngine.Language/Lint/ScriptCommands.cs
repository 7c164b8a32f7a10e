namespace RunbookEngine.Language;

/// <summary>The commands of a shell script, as far as that can be told without a shell: for hints, and for nothing that must be true.</summary>
internal static class ScriptCommands
{
    private static readonly char[] s_between = [';', '|', '&', '(', ')', '{', '}', '`'];

    private static readonly string[] s_before = ["sudo", "exec", "command", "nohup", "if", "then", "else", "elif", "while", "until", "do", "!", "time", "env"];

    /// <summary>The words of each command: its name first, flags left out, texts in quotes as <c>…</c>.</summary>
    public static IEnumerable<string[]> Of(string script)
    {
        foreach (var line in script.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            // What a document for another program holds is not told from commands: few begin with the name of a tool.
            foreach (var command in Unquoted(line).Split(s_between, StringSplitOptions.RemoveEmptyEntries))
            {
                var words = command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SkipWhile(static w => s_before.Contains(w) || w.Contains('=', StringComparison.Ordinal)).ToArray();
                if (words.Length > 0 && !words.Contains("--help"))
                    yield return [.. words.Where(static w => w[0] != '-')];
            }
        }
    }

    private static string Unquoted(string line)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '#' && (i == 0 || char.IsWhiteSpace(line[i - 1])))
                break;
            if (line[i] is '"' or '\'' && line.IndexOf(line[i], i + 1) is var end and > 0)
            {
                text.Append('…');
                i = end;
            }
            else
            {
                text.Append(line[i]);
            }
        }

        return text.ToString();
    }
}
