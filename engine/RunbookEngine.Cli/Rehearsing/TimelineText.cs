using System.Globalization;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>Draws a timeline with a row for each lane, and for each step outside of lanes. Lanes that nobody can tell apart any more, because there are too many, are drawn together. Pure.</summary>
internal sealed class TimelineText(Timeline timeline, Ink ink, int width)
{
    private const int MostRows = 40;
    private const int LongestLabel = 32;
    private const int ShortestBar = 20;
    private const int LongestBar = 100;

    /// <summary>The lines.</summary>
    public IEnumerable<string> Lines()
    {
        var rows = Rows().ToList();
        if (rows.Count == 0)
            yield break;
        var label = Math.Min(LongestLabel, rows.Max(static r => TerminalText.Width(r.Label)));
        var bar = Math.Clamp(Math.Min(width, 160) - label - 12, ShortestBar, LongestBar);
        var span = timeline.End - timeline.Start;
        yield return ink.Faint($"{new string(' ', label)}  {Scale(bar, span)}");
        foreach (var row in rows)
        {
            var text = TerminalText.Fit(row.Label, label);
            yield return $"{text}{new string(' ', label - TerminalText.Width(text))}  {Bar(row, bar, span)}  {Elapsed.Of(row.Took)}{(row.Note.Length > 0 ? ink.Warn("  " + row.Note) : "")}".TrimEnd();
        }
    }

    private IEnumerable<Row> Rows()
    {
        var single = timeline.Steps.Where(static s => s.Lane is null && s.Took > TimeSpan.Zero).Select(static s => Row.Of(s.Path.Value, s.Start, s.End, [s]));
        var lanes = timeline.Lanes.Length <= MostRows
            ? timeline.Lanes.Select(static l => Row.Of(l.Path.Value, l.Start, l.End, l.Steps))
            : timeline.Lanes.GroupBy(static l => (ForEach: l.Path.Value[..l.Path.Value.LastIndexOf('[')], l.Batch)).Select(static b => Row.Of(
                string.Create(CultureInfo.InvariantCulture, $"{b.Key.ForEach} batch {b.Key.Batch + 1} ({b.Count()})"), b.Min(static l => l.Start), b.Max(static l => l.End), [.. b.SelectMany(static l => l.Steps)]));
        return single.Concat(lanes).OrderBy(static r => r.Start);
    }

    private string Bar(Row row, int width, TimeSpan span)
    {
        var (from, to) = (Column(row.Start, width, span), Math.Max(Column(row.End, width, span), Column(row.Start, width, span) + 1));
        var bar = new string('█', Math.Min(to, width) - Math.Min(from, width - 1));
        return new string(' ', Math.Min(from, width - 1)) + (row.HasFailed ? ink.Bad(bar) : ink.Good(bar)) + new string(' ', Math.Max(0, width - Math.Max(to, from)));
    }

    private int Column(DateTimeOffset at, int width, TimeSpan span) => span <= TimeSpan.Zero ? 0 : (int)((at - timeline.Start) / span * width);

    private static string Scale(int width, TimeSpan span)
    {
        var scale = new char[width];
        Array.Fill(scale, ' ');
        for (var quarter = 0; quarter < 4; quarter++)
        {
            var text = "|" + Elapsed.Ticking(span * quarter / 4);
            text.AsSpan(0, Math.Min(text.Length, width - (width * quarter / 4))).CopyTo(scale.AsSpan(width * quarter / 4));
        }

        return new string(scale) + Elapsed.Ticking(span);
    }

    private sealed record Row(string Label, DateTimeOffset Start, DateTimeOffset End, bool HasFailed, string Note)
    {
        public TimeSpan Took => End - Start;

        public static Row Of(string label, DateTimeOffset start, DateTimeOffset end, IReadOnlyCollection<TimelineStep> steps)
        {
            var failed = steps.FirstOrDefault(static s => s.Result == StepResult.Failed);
            var again = steps.Where(static s => !s.Path.Value.Contains("gate[", StringComparison.Ordinal)).Sum(static s => s.Attempts - 1);
            var note = failed is not null ? $"{failed.Path} failed: {failed.Failure?.Code}" : again > 0 ? $"{again} further attempts" : "";
            return new(label, start, end, failed is not null, note);
        }
    }
}
