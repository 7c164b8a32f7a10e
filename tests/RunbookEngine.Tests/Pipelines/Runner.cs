namespace RunbookEngine.Tests.Pipelines;

/// <summary>
/// What GitHub's runner would take for commands, at its most eager: it passes over characters that are not seen, and believes in every name. Written from its documentation, apart from the code under test.
/// </summary>
internal static class Runner
{
    /// <summary>The names of the commands in an output, in order.</summary>
    public static List<string> Commands(string output) => [.. output.Split('\n', '\r').Select(Command).OfType<string>()];

    private static string? Command(string line)
    {
        var seen = string.Concat(line.Where(static c => c is > ' ' and < '\u007f' or '\u2502'));
        if (seen.StartsWith("::", StringComparison.Ordinal) && seen.IndexOf("::", 2, StringComparison.Ordinal) is > 0 and var end)
            return Words(line, "::", end);
        var solid = string.Concat(line.Where(static c => c is >= ' ' and < '\u007f'));
        return solid.IndexOf("##[", StringComparison.Ordinal) is >= 0 and var start && solid.IndexOf(']', start) > 0 ? solid[(start + 3)..] : null;
    }

    private static string Words(string line, string mark, int end)
    {
        var begin = line.IndexOf(mark, StringComparison.Ordinal);
        return begin < 0 ? line : line[(begin + 2)..].Split(' ', ':')[0] is { Length: > 0 } name ? name : $"{end}";
    }
}
