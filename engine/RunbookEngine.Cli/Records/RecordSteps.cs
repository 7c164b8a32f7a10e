using System.Text;
using RunbookEngine.Cli.Pages;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Rehearsals;
using static RunbookEngine.Cli.Pages.Markup;

namespace RunbookEngine.Cli.Records;

/// <summary>The steps under a row of a run's chart, each with its command, what happened to it, and what it wrote. Pure.</summary>
internal sealed class RecordSteps
{
    /// <summary>How many characters of output a page holds, those of steps that went wrong aside.</summary>
    private const int RoomForOutput = 1_500_000;

    private const int MostOfOne = 2 * OutputExcerpt.PartBytes;
    private const int LeastOfOne = 300;
    private const int MostMoments = 24;

    private readonly ILookup<string, StepRecord> _rows;
    private readonly CommandWords _commands;
    private readonly Func<StepPath, string> _logs;
    private readonly int _room;

    /// <param name="record">The run.</param>
    /// <param name="logs">The command that shows all that a step wrote.</param>
    public RecordSteps(RunRecord record, Func<StepPath, string> logs)
    {
        _rows = record.Steps.ToLookup(static s => (s.Node?.Lane?.Path ?? s.Path).Value);
        _commands = new(record.Run, record.State);
        _logs = logs;
        var outputs = record.Steps.SelectMany(static s => s.Story).Sum(static m => m.End is { } end ? (end.Stdout.Head.Length > 0 ? 1 : 0) + (end.Stderr.Head.Length > 0 ? 1 : 0) : 0);
        var room = Math.Min(MostOfOne, RoomForOutput / Math.Max(1, outputs));
        _room = room < LeastOfOne ? 0 : room;
    }

    /// <summary>The markup under one row.</summary>
    public string Of(string lane, IReadOnlyList<TimelineStep> steps, bool isBrief)
    {
        var page = new StringBuilder();
        var records = _rows[lane].ToList();
        var shown = isBrief ? records.Where(static r => r.IsNotable).ToList() : records;
        if (shown.Count < records.Count)
            page.Append(Invariant($"<p class=\"steps\">{string.Join(" · ", records.Except(shown).Select(r => $"{StepWords.Mark(r.State.Status)} {Line(Inner(r, lane))}{Took(r, " ")}"))}</p>"));
        if (shown.Count > 0)
            page.Append("<div class=\"steps\">").AppendJoin("", shown.Select(r => Step(r, lane, isAlone: records.Count == 1))).Append("</div>");
        return page.ToString();
    }

    private string Step(StepRecord record, string lane, bool isAlone)
    {
        var status = record.State.Status;
        var kind = Badge.Kind(status);
        var command = record.Node is { } node ? Line(TerminalText.Fit(TerminalText.Line(_commands.Short(node)), 120)) : "";
        var head = Invariant($"<summary><span class=\"fold\"><span class=\"{kind}\" aria-hidden=\"true\">{StepWords.Mark(status)}</span> <strong>{Line(Inner(record, lane))}</strong></span> <span class=\"what soft\">{command}</span> ")
            + Invariant($"<span class=\"{kind}\">{StepWords.Of(record.State)}</span> <span class=\"soft\">{Took(record, "")}{(record.State.Attempt > 1 ? Invariant($", {record.State.Attempt} attempts") : "")}</span></summary>");
        return $"<details class=\"step\"{(isAlone || status == StepStatus.Failed ? " open=\"open\"" : "")}>{head}<div class=\"body\">{Body(record)}</div></details>\n";
    }

    private string Body(StepRecord record)
    {
        var body = new StringBuilder();
        if (record.Node is { } node)
            body.Append(Invariant($"<pre class=\"command\">{Block(_commands.Full(node))}</pre>"));
        body.Append("<ol>");
        var moments = record.Story;
        for (var i = 0; i < moments.Length; i++)
        {
            if (moments.Length > MostMoments && i == MostMoments / 2)
            {
                body.Append(Invariant($"<li class=\"soft\">{moments.Length - MostMoments} more are left out here</li>"));
                i = moments.Length - (MostMoments / 2);
            }

            body.Append(Invariant($"<li><span class=\"when soft\">{Elapsed.Moment(moments[i].At)}</span> {Moment(record, moments[i])}</li>"));
        }

        return body.Append("</ol>").ToString();
    }

    private string Moment(StepRecord record, StepMoment moment)
    {
        var text = new StringBuilder(Line(moment.Text));
        if (moment.End?.Resolution is { } how)
            text.Append(Invariant($" ({Line(how)})"));
        if (moment.Failure is { } failure)
            text.Append(Failure(failure, isOutputShown: moment.End is { } last && (last.Stdout != OutputExcerpt.Empty || last.Stderr != OutputExcerpt.Empty)));
        if (moment.End is not { } end)
            return text.ToString();
        var facts = end.Outputs.Entries.Where(static o => o.Key is not ("stdout" or "stderr")).ToList();
        if (facts.Count > 0)
            text.Append(Invariant($"<dl class=\"facts\">{string.Concat(facts.Select(static o => Invariant($"<dt>{Line(o.Key)}</dt><dd>{Line(TerminalText.Fit(o.Value.ToString(), 400))}</dd>")))}</dl>"));
        return text.Append(Output("standard output", end.Stdout, record, end)).Append(Output("standard error", end.Stderr, record, end)).ToString();
    }

    /// <summary>The lines worth reading are among the output where that is shown.</summary>
    private static string Failure(StepFailure failure, bool isOutputShown)
    {
        var details = failure.Details.IsEmpty || isOutputShown ? "" : $"<pre>{string.Join('\n', failure.Details.Select(Line))}</pre>";
        var hint = failure.Hint is { Length: > 0 } text ? $"<br/>What to do: {Line(text)}" : "";
        return Invariant($": <strong class=\"bad\">{Line(failure.Message)}</strong> <code>{Line(failure.Code)}</code>{hint}{details}");
    }

    /// <summary>The end of what a command wrote: that is where it says why it failed.</summary>
    private string Output(string name, OutputExcerpt output, StepRecord record, RunEvent.StepFinished end)
    {
        if (output == OutputExcerpt.Empty)
            return "";
        var room = end.Result == StepResult.Failed ? MostOfOne : _room;
        var (text, left) = OutputWords.End(output, room);
        var logs = $"<code>{Line(_logs(record.Path))}</code>";
        if (text.Length == 0)
            return Invariant($"<p class=\"soft\">{name}: {left} bytes, shown by {logs}</p>");
        var cut = left == 0 ? "" : Invariant($" <small>the end of it; {left} bytes before are left out, shown by {logs}</small>");
        return Invariant($"<p class=\"soft\">{name}{cut}</p><pre class=\"out\" tabindex=\"0\" role=\"group\" aria-label=\"{name}\">{Block(text)}</pre>");
    }

    private static string Inner(StepRecord record, string lane) => record.Path.Value.StartsWith(lane + "/", StringComparison.Ordinal) ? record.Path.Value[(lane.Length + 1)..] : record.Path.Value;

    private static string Took(StepRecord record, string before) => record.State is { StartedAt: { } start, EndedAt: { } end } && end > start ? before + Elapsed.Of(end - start) : "";
}
