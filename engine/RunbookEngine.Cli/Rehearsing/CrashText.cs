using System.Globalization;
using RunbookEngine.Cli.Text;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>What came of all the deaths of an engine, and of a swarm. Pure.</summary>
internal sealed class CrashText(Ink ink)
{
    private const int MostTold = 20;
    private const int MostLines = 8;

    /// <summary>Of deaths.</summary>
    public IEnumerable<string> Lines(EveryCrashReport report)
    {
        yield return "";
        yield return Number($"{ink.Bold("every crash")}  {Done(report.Tried, report.Points)} deaths of the engine: {report.Tried - report.Failures.Length} ended in the same world, {report.Failures.Length} did not");
        foreach (var failure in report.Failures.Take(MostTold))
        {
            yield return $"  {ink.Bad(Number($"death {failure.Moment}"))}  {failure.What}";
            foreach (var line in failure.Differences.Take(MostLines))
                yield return $"    {TerminalText.Line(line)}";
        }
    }

    /// <summary>Of a swarm.</summary>
    /// <param name="report">How each ended.</param>
    /// <param name="command">The command that repeats the rehearsal of a seed.</param>
    public IEnumerable<string> Lines(SwarmReport report, Func<SwarmEnd, string> command)
    {
        yield return "";
        yield return Number(
            $"{ink.Bold("swarm")}  {Done(report.Ends.Length, report.Wanted)} seeds: {report.Count(SwarmEnding.Same)} ended in the same world, {report.Count(SwarmEnding.Stopped)} stopped and can be resumed, {report.Count(SwarmEnding.Wrong)} ended wrong");
        foreach (var reason in report.Ends.Where(static e => e.Ending == SwarmEnding.Stopped).CountBy(static e => e.Why[0].Split(':')[0]).OrderByDescending(static r => r.Value).Take(MostLines))
            yield return Number($"  {reason.Value,5}×  {TerminalText.Line(reason.Key)}");
        foreach (var end in report.Wrong.Take(MostTold))
        {
            yield return $"  {ink.Bad(Number($"seed {end.Seed}"))}  {string.Join("; ", end.Faults.Select(FaultText.Of))}";
            foreach (var line in end.Why.Take(MostLines))
                yield return $"    {TerminalText.Line(line)}";
            yield return $"    again: {command(end)}";
        }
    }

    private static string Done(int done, int of) => done == of ? Number($"{of}") : Number($"{done} of {of}");

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
