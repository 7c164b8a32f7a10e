using RunbookEngine.Cli.Text;

namespace RunbookEngine.Cli.Planning;

/// <summary>What the targets of one step of a plan said, equal answers told once. Pure.</summary>
internal sealed class AnswerText(Ink ink)
{
    private const int MostHosts = 6;

    /// <param name="answers">The answers.</param>
    /// <param name="told">The reason that the settings above have told already.</param>
    public IEnumerable<string> Lines(IReadOnlyList<StepAnswer> answers, string told)
    {
        var groups = answers.GroupBy(static a => (a.Kind, a.Text)).OrderBy(static g => g.Key.Kind).ToList();
        foreach (var group in groups)
        {
            var hosts = group.Select(static a => a.Target).OfType<string>().Distinct().ToList();
            var where = hosts.Count == 0 ? "" : $" on {(groups.Count == 1 && hosts.Count > 1 ? $"all {hosts.Count}" : Names(hosts))}";
            var (kind, text) = group.Key;
            var lines = text.TrimEnd('\n').Split('\n').Select(TerminalText.Line).ToList();
            var single = lines is [var only] && only.Length > 0 ? $": {only}" : "";
            yield return kind switch
            {
                AnswerKind.AlreadySo => ink.Good($"already so{where}"),
                AnswerKind.WouldChange => ink.Warn($"would change{where}") + single,
                _ when text == told => ink.Faint($"cannot tell yet{where}"),
                _ => ink.Faint($"cannot tell{where}{single}"),
            };
            foreach (var line in lines.Count > 1 ? lines : [])
                yield return "  " + Painted(line);
        }
    }

    private static string Names(List<string> hosts) =>
        string.Join(", ", hosts.Take(MostHosts).Select(TerminalText.Line)) + (hosts.Count > MostHosts ? $" and {hosts.Count - MostHosts} more" : "");

    private string Painted(string line) => line switch { ['+', ..] => ink.Good(line), ['-', ..] => ink.Bad(line), ['@', ..] => ink.Faint(line), _ => line };
}
