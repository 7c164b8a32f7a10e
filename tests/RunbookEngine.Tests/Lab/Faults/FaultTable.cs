using System.Globalization;
using System.Text;

namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>The outcomes as Markdown. Pure.</summary>
internal static class FaultTable
{
    public static string Of(IReadOnlyCollection<FaultOutcome> outcomes)
    {
        var table = new StringBuilder("| fault | step | runs | in the middle | clean | failed, then resumed | asked | lost | doubled | slowest to be done |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var cell in outcomes.GroupBy(static o => (o.Fault, o.Kind)))
            Append(table, cell.Key.Fault, cell.Key.Kind, [.. cell]);
        Append(table, "**all**", "", outcomes);
        return table.ToString();
    }

    private static void Append(StringBuilder table, string fault, string kind, IReadOnlyCollection<FaultOutcome> runs) => table.Append(
        CultureInfo.InvariantCulture,
        $"| {fault} | {kind} | {runs.Count} | {runs.Count(static r => r.WasAtWork)} | {runs.Count(static r => r.IsClean)} | {runs.Count(static r => r.Failures.Length > 0)} | {runs.Count(static r => r.Questions > 0)} | {runs.Count(static r => r.IsLost)} | {runs.Count(static r => r.IsDoubled)} | {runs.Select(static r => r.Recovery.TotalSeconds).DefaultIfEmpty().Max():F1} s |\n");
}
