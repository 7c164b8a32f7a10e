namespace RunbookEngine.Cli.Text;

/// <summary>Words of a command line that is shown to be copied. Pure.</summary>
internal static class ShellWord
{
    /// <summary>As it is where no shell could make more of it, else in quotes: <c>upgrade[w1]/drain</c> is a pattern to some.</summary>
    public static string Of(string word) =>
        word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or ':' or ',' or '@' or '~' or '=')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
