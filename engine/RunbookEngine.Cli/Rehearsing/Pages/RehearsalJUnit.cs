using System.Globalization;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Pages;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing.Pages;

/// <summary>
/// A rehearsal in the XML that CI systems read test results from: a test suite for the runbook, with a case for the whole run, for each lane, for each step outside of lanes, for each death of the
/// engine that ended otherwise, and for each seed of a swarm. Pure.
/// </summary>
internal sealed class RehearsalJUnit(RehearsalReport report)
{
    private readonly RehearsalStory _story = report.Story;

    /// <summary>The file's text.</summary>
    public string Write()
    {
        var cases = Run().Concat(Steps()).Concat(Crashes()).Concat(Seeds()).ToList();
        return JUnitText.Write(_story.Name, _story.Timeline.Start, cases);
    }

    /// <summary>It fails as the command does: whenever the run did not succeed, whatever its steps did.</summary>
    private IEnumerable<JUnitCase> Run()
    {
        var status = _story.Result.State.Status;
        yield return new("run", "the whole run", _story.Timeline.End - _story.Timeline.Start, status == RunStatus.Succeeded ? null : $"the run is {JsonDocuments.Word(status)}", [.. Waits()]);
    }

    private IEnumerable<string> Waits() => _story.Result.State.Steps.Where(static s => s.Value.Wait is not null).OrderBy(static s => s.Key).Select(static s => $"{s.Key} waits: {s.Value.Wait!.Message}");

    private IEnumerable<JUnitCase> Steps()
    {
        var single = _story.Timeline.Steps.Where(static s => s.Lane is null).GroupBy(static s => s.Path).Select(static s => Of("steps", s.Key.Value, [.. s]));
        return single.Concat(_story.Timeline.Lanes.Select(static l => Of("lanes", l.Path.Value, l.Steps)));
    }

    /// <summary>What failed and then succeeded in a resumed run has not failed.</summary>
    private static JUnitCase Of(string kind, string name, IReadOnlyList<TimelineStep> steps)
    {
        var failed = steps.GroupBy(static s => s.Path).Select(static s => s.Last()).Where(static s => s.Result == StepResult.Failed).ToList();
        var first = failed.FirstOrDefault();
        var took = steps.Max(static s => s.End) - steps.Min(static s => s.Start);
        return new(kind, name, took, first is null ? null : $"{first.Path}: {first.Failure?.Message}", [.. failed.SelectMany(Lines)]) { Code = first?.Failure?.Code };
    }

    private static IEnumerable<string> Lines(TimelineStep step)
    {
        yield return $"{step.Path}: {step.Failure?.Message} ({step.Failure?.Code})";
        if (step.Failure?.Hint is { Length: > 0 } hint)
            yield return $"hint: {hint}";
        foreach (var detail in step.Failure?.Details ?? [])
            yield return detail;
    }

    private IEnumerable<JUnitCase> Crashes()
    {
        if (report.Crashes is not { } crashes)
            yield break;
        yield return new("every-crash", Invariant($"{crashes.Tried - crashes.Failures.Length} of {crashes.Points} deaths of the engine ended in the same world"), TimeSpan.Zero, null, []);
        foreach (var failure in crashes.Failures)
            yield return new("every-crash", Invariant($"death {failure.Moment}: {failure.What}"), TimeSpan.Zero, "the world is another after this death", failure.Differences);
    }

    private IEnumerable<JUnitCase> Seeds() => (report.Swarm?.Ends ?? []).Select(e => e.Ending == SwarmEnding.Wrong
        ? new JUnitCase("swarm", Invariant($"seed {e.Seed}"), TimeSpan.Zero, "ended wrong", [.. e.Why, $"again: {report.Again(e)}"])
        : new("swarm", Invariant($"seed {e.Seed}"), TimeSpan.Zero, null, []));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
