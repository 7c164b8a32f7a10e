using RunbookEngine.Cli.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Reporting;

/// <summary>The table of <c>inventory check</c>, whose rows come in any order and whose columns must fit all the same. Pure.</summary>
internal sealed class HostCheckText
{
    private readonly Ink _ink;
    private readonly int _columns;
    private readonly int _name;
    private readonly int _address;
    private readonly int _user;

    public HostCheckText(List<Host> hosts, Ink ink, int columns)
    {
        (_ink, _columns) = (ink, columns);
        _name = Widest(hosts.Select(static h => h.Name), 4);
        _address = Widest(hosts.Select(static h => $"{h.Address ?? h.Name}:{h.Port ?? 22}"), 7);
        _user = Widest(hosts.Select(static h => h.User ?? ""), 6);
    }

    public string Head() => _ink.Bold(Row("HOST", "STATE", "ADDRESS", "USER", "AS", "ANSWERS", "KEY", "KEPT BY", "SYSTEM"));

    /// <summary>A row; for a host that cannot be used, why and what to do.</summary>
    public IEnumerable<string> Lines(CheckedHost host)
    {
        if (host.Report is { } report)
        {
            var row = Row(
                host.Host.Name, "ok", TerminalText.Line(report.Address), TerminalText.Line(report.User), TerminalText.Line(report.RunsAs), $"{report.Latency.TotalMilliseconds:0} ms",
                TerminalText.Line(report.KeyType), report.Supervision, TerminalText.Line(report.System));
            yield return Painted(row, _ink.Good("ok    "));
            yield break;
        }

        yield return $"{Padded(host.Host.Name, _name)}  {_ink.Bad("failed")}  {TerminalText.Fit(TerminalText.Line(host.Failure!.Message), Math.Max(20, _columns - _name - 10))}";
        if (host.Failure.Hint is { } hint)
        {
            foreach (var line in TerminalText.Wrap(TerminalText.Line(hint), Math.Max(20, _columns - _name - 10)))
                yield return $"{new string(' ', _name + 10)}{_ink.Faint(line)}";
        }
    }

    public string Foot(IReadOnlyCollection<CheckedHost> hosts)
    {
        var failed = hosts.Count(static h => h.Report is null);
        var ok = hosts.Count - failed;
        return $"{(ok == 1 ? "1 host" : $"{ok} hosts")} can be used{(failed > 0 ? $", {_ink.Bad($"{failed} cannot")}" : "")}";
    }

    private string Row(string name, string state, string address, string user, string runsAs, string latency, string key, string keeper, string system) =>
        TerminalText.Fit(
            $"{Padded(name, _name)}  {state,-6}  {Padded(address, _address)}  {Padded(user, _user)}  {runsAs,-6}  {latency,7}  {key,-19}  {keeper,-7}  {system}".TrimEnd(), _columns);

    /// <summary>The state is coloured after the row was cut to the terminal.</summary>
    private string Painted(string row, string state) => row.Length >= _name + 8 ? row[..(_name + 2)] + state + row[(_name + 8)..] : row;

    private static string Padded(string text, int width) => text + new string(' ', Math.Max(0, width - TerminalText.Width(text)));

    private static int Widest(IEnumerable<string> texts, int least) => texts.Select(static t => Math.Min(40, TerminalText.Width(t))).Append(least).Max();
}
