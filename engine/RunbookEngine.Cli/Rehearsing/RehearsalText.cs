using System.Globalization;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>What a rehearsal shows on a terminal. Pure.</summary>
internal sealed class RehearsalText(RehearsalStory story, Ink ink, int width)
{
    private const int MostLongest = 5;

    /// <summary>The lines.</summary>
    public IEnumerable<string> Lines() =>
        Head().Concat(Part("timeline", new TimelineText(story.Timeline, ink, width).Lines()))
            .Concat(Part("longest steps", Longest()))
            .Concat(Part("workloads", story.Workloads.Select(Workload)))
            .Concat(Part("what stood in the way", story.Blockers))
            .Concat(Part("not executed", story.NotExecuted))
            .Concat(Part("side effects", Effects()));

    private IEnumerable<string> Head()
    {
        var result = story.Result;
        yield return $"{ink.Bold(story.Name)} in {story.World}, seed {story.Seed.ToString(CultureInfo.InvariantCulture)}: {Status(result.State.Status)}";
        yield return $"  takes   {Elapsed.Of(story.Timeline.End - story.Timeline.Start)} ({Elapsed.TimeOfDay(story.Timeline.Start)} to {Elapsed.TimeOfDay(story.Timeline.End)})";
        if (result.Engines > 1)
            yield return $"  engines {result.Engines.ToString(CultureInfo.InvariantCulture)}, one after the other";
        if (story.PodsMoved > 0)
            yield return $"  moved   {story.PodsMoved.ToString(CultureInfo.InvariantCulture)} pods";
        foreach (var (step, state) in result.State.Steps.Where(static s => s.Value.Status == StepStatus.Failed && s.Value.Failure is not null).OrderBy(static s => s.Key))
        {
            yield return $"  {ink.Bad("failed")}  {step}: {TerminalText.Line(state.Failure!.Message)} ({state.Failure.Code})";
            if (state.Failure.Hint is { Length: > 0 } hint)
                yield return $"          {TerminalText.Line(hint)}";
        }

        foreach (var (step, state) in result.State.Steps.Where(static s => s.Value.Status == StepStatus.Waiting && s.Value.Wait is not null).OrderBy(static s => s.Key))
            yield return $"  {ink.Warn("waits")}   {step}: {TerminalText.Line(state.Wait!.Message)}";
    }

    private string Status(RunStatus status) => status switch
    {
        RunStatus.Succeeded => ink.Good("succeeded"),
        RunStatus.Failed or RunStatus.Aborted => ink.Bad(status == RunStatus.Failed ? "failed" : "aborted"),
        _ => ink.Warn(status.ToString().ToLowerInvariant()),
    };

    private IEnumerable<string> Longest() => story.Timeline.Steps.Where(static s => s.Took >= TimeSpan.FromSeconds(1))
        .OrderByDescending(static s => s.Took).Take(MostLongest)
        .Select(static s => $"{Elapsed.Of(s.Took),7}  {s.Path}");

    private string Workload(WorkloadStory workload)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{workload.Name}  never fewer than {workload.Fewest} of {workload.Replicas} available");
        return workload.Wanted is { } wanted && workload.Fewest < wanted ? ink.Bad(string.Create(CultureInfo.InvariantCulture, $"{text}; its budget wants {wanted}")) : text;
    }

    private IEnumerable<string> Effects() => story.Result.Effects.Select(static e => e[(e.IndexOf(": ", StringComparison.Ordinal) + 2)..])
        .CountBy(static e => e).OrderByDescending(static e => e.Value).Take(20).Select(static e => string.Create(CultureInfo.InvariantCulture, $"{e.Value,5}×  {e.Key}"));

    private IEnumerable<string> Part(string title, IEnumerable<string> lines)
    {
        var isFirst = true;
        foreach (var line in lines)
        {
            if (isFirst)
            {
                yield return "";
                yield return ink.Bold(title);
            }

            isFirst = false;
            yield return "  " + line;
        }
    }
}
