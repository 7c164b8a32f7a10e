using System.Globalization;
using System.Text;
using System.Xml;
using RunbookEngine.Cli.Documents;
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
        using var text = new Utf8Text();
        using (var writer = XmlWriter.Create(text, new() { Indent = true, NewLineChars = "\n" }))
        {
            writer.WriteStartElement("testsuites");
            Counts(writer, cases);
            writer.WriteStartElement("testsuite");
            Attribute(writer, "name", _story.Name);
            Attribute(writer, "timestamp", _story.Timeline.Start.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
            Counts(writer, cases);
            foreach (var test in cases)
                Case(writer, test);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return text + "\n";
    }

    /// <summary>It fails as the command does: whenever the run did not succeed, whatever its steps did.</summary>
    private IEnumerable<TestCase> Run()
    {
        var status = _story.Result.State.Status;
        yield return new("run", "the whole run", _story.Timeline.End - _story.Timeline.Start, status == RunStatus.Succeeded ? null : $"the run is {JsonDocuments.Word(status)}", [.. Waits()]);
    }

    private IEnumerable<string> Waits() => _story.Result.State.Steps.Where(static s => s.Value.Wait is not null).OrderBy(static s => s.Key).Select(static s => $"{s.Key} waits: {s.Value.Wait!.Message}");

    private IEnumerable<TestCase> Steps()
    {
        var single = _story.Timeline.Steps.Where(static s => s.Lane is null).GroupBy(static s => s.Path).Select(static s => Of("steps", s.Key.Value, [.. s]));
        return single.Concat(_story.Timeline.Lanes.Select(static l => Of("lanes", l.Path.Value, l.Steps)));
    }

    /// <summary>What failed and then succeeded in a resumed run has not failed.</summary>
    private static TestCase Of(string kind, string name, IReadOnlyList<TimelineStep> steps)
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

    private IEnumerable<TestCase> Crashes()
    {
        if (report.Crashes is not { } crashes)
            yield break;
        yield return new("every-crash", Invariant($"{crashes.Tried - crashes.Failures.Length} of {crashes.Points} deaths of the engine ended in the same world"), TimeSpan.Zero, null, []);
        foreach (var failure in crashes.Failures)
            yield return new("every-crash", Invariant($"death {failure.Moment}: {failure.What}"), TimeSpan.Zero, "the world is another after this death", failure.Differences);
    }

    private IEnumerable<TestCase> Seeds() => (report.Swarm?.Ends ?? []).Select(e => e.Ending == SwarmEnding.Wrong
        ? new TestCase("swarm", Invariant($"seed {e.Seed}"), TimeSpan.Zero, "ended wrong", [.. e.Why, $"again: {report.Again(e)}"])
        : new("swarm", Invariant($"seed {e.Seed}"), TimeSpan.Zero, null, []));

    private static void Counts(XmlWriter writer, List<TestCase> cases)
    {
        Attribute(writer, "tests", Invariant($"{cases.Count}"));
        Attribute(writer, "failures", Invariant($"{cases.Count(static c => c.Problem is not null)}"));
        Attribute(writer, "errors", "0");
        Attribute(writer, "time", Invariant($"{cases[0].Took.TotalSeconds:0.###}"));
    }

    private void Case(XmlWriter writer, TestCase test)
    {
        writer.WriteStartElement("testcase");
        Attribute(writer, "classname", $"{_story.Name}.{test.Kind}");
        Attribute(writer, "name", test.Name);
        Attribute(writer, "time", Invariant($"{test.Took.TotalSeconds:0.###}"));
        if (test.Problem is { } problem)
        {
            writer.WriteStartElement("failure");
            Attribute(writer, "message", problem);
            Attribute(writer, "type", test.Code ?? test.Kind);
            writer.WriteString(string.Join('\n', test.Lines.Select(Markup.Plain)));
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void Attribute(XmlWriter writer, string name, string value) => writer.WriteAttributeString(name, Markup.Plain(value));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record TestCase(string Kind, string Name, TimeSpan Took, string? Problem, IReadOnlyList<string> Lines)
    {
        public string? Code { get; init; }
    }

    /// <summary>A writer of strings declares UTF-16 otherwise, which the file is not.</summary>
    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
