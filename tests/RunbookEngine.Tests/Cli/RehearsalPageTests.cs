using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using RunbookEngine.Cli.Pages;
using RunbookEngine.Cli.Rehearsing;
using RunbookEngine.Cli.Rehearsing.Pages;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Rehearsals;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Cli;

/// <summary>A rehearsal as a page, and as JUnit XML.</summary>
public class RehearsalPageTests
{
    private const string Hostile = "</style><script>alert(\"1\")</script> & 'x' \u001b[31m\u0007\u202e\ufffe\ud800";

    private static readonly DateTimeOffset s_start = DateTimeOffset.Parse("2026-11-28T22:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_page_of_a_runbook_is_well_formed_holds_each_lane_and_asks_for_nothing_from_elsewhere()
    {
        using var bench = new CliBench();
        bench.Write("r.yaml", Runbook());

        (await bench.RunAsync("rehearse", "r.yaml", "--world", "1+3", "--html", "r.html", "--junit", "r.xml")).Expect(0);
        var page = bench.Read("r.html");

        Assert.Equal("html", XDocument.Parse(page).Root!.Name.LocalName);
        Assert.All(["w1", "w2", "w3"], n => Assert.Contains($"title=\"patch[{n}]: begins at", page, StringComparison.Ordinal));
        Assert.All(["://", "<script", "@import", "url(", "src="], s => Assert.DoesNotContain(s, page, StringComparison.OrdinalIgnoreCase));
        var suite = XDocument.Parse(bench.Read("r.xml")).Root!.Element("testsuite")!;
        Assert.Equal("0", suite.Attribute("failures")!.Value);
        Assert.Equal(["the whole run", "patch[w1]", "patch[w2]", "patch[w3]"], suite.Elements("testcase").Select(static c => c.Attribute("name")!.Value));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_with_what_to_do()
    {
        using var bench = new CliBench();
        bench.Write("r.yaml", Runbook());

        Assert.Contains("name a file in a folder that exists", (await bench.RunAsync("rehearse", "r.yaml", "--html", "missing/r.html")).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_others_cannot_become_markup()
    {
        var report = Report(Story([Step("s", null, 0, 5, new("step.failed", Hostile, false, Hostile))]) with { Name = Hostile, Blockers = [Hostile], NotExecuted = [Hostile] });

        var page = new RehearsalPage(report).Write();

        Assert.DoesNotContain(XDocument.Parse(page).Descendants(), static e => e.Name.LocalName == "script");
        Assert.DoesNotContain(page, static c => (char.IsControl(c) && c != '\n') || c is '\u202e' or '\ufffe');
        Assert.Contains("&lt;/style&gt;&lt;script&gt;alert(&quot;1&quot;)", page, StringComparison.Ordinal);
        XDocument.Parse(new RehearsalJUnit(report).Write());
    }

    [Fact]
    public void A_failed_step_shows_its_failure_and_what_to_do()
    {
        var report = Report(Story([Step("up[w1]/a", "up[w1]", 0, 5, null), Step("up[w1]/b", "up[w1]", 5, 9, new("apt.locked", "the lock is held", true, "wait for it"))]));

        var page = new RehearsalPage(report).Write();

        Assert.Contains("class=\"failed\"", page, StringComparison.Ordinal);
        Assert.Contains("<strong class=\"bad\">b failed</strong>: the lock is held <code>apt.locked</code><br/>What to do: wait for it", page, StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_tells_of_lanes_that_failed_deaths_and_seeds()
    {
        var story = Story([Step("up[w1]/b", "up[w1]", 5, 9, new("apt.locked", "the lock is held", true, "wait for it")), Step("up[w2]/b", "up[w2]", 5, 9, null)]);
        var report = new RehearsalReport(
            story,
            new(story.Result with { Moments = 7 }, 7, [new(3, "after the append", ["never done: k1: reboot"])]),
            new([new(4, [], SwarmEnding.Same, []), new(5, [], SwarmEnding.Wrong, ["done 2 times"])], 2),
            static e => $"again with {e.Seed}");

        var suite = XDocument.Parse(new RehearsalJUnit(report).Write()).Root!.Element("testsuite")!;

        Assert.Equal(("7", "4"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        var failures = suite.Descendants("failure").ToList();
        Assert.Equal(["the run is failed", "up[w1]/b: the lock is held", "the world is another after this death", "ended wrong"], failures.Select(static f => f.Attribute("message")!.Value));
        Assert.Contains("hint: wait for it", failures[1].Value, StringComparison.Ordinal);
        Assert.Contains("again: again with 5", failures[3].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void What_succeeded_in_the_end_has_not_failed_in_JUnit()
    {
        var story = Story([Step("up[w1]/b", "up[w1]", 5, 9, new("apt.locked", "the lock is held", true, "wait")), Step("up[w1]/b", "up[w1]", 20, 30, null)], RunStatus.Succeeded);

        Assert.Empty(XDocument.Parse(new RehearsalJUnit(Report(story)).Write()).Descendants("failure"));
    }

    [Fact]
    public void A_thousand_lanes_are_drawn_thin_and_stay_small()
    {
        var steps = Enumerable.Range(0, 1000).SelectMany(static n => Enumerable.Range(0, 10)
            .Select(s => Step($"upgrade_the_nodes[worker-{n:0000}]/restart_if_required_{s}", $"upgrade_the_nodes[worker-{n:0000}]", (n / 100 * 600) + (s * 50), (n / 100 * 600) + (s * 50) + 47, null, n / 100)));

        var page = new RehearsalPage(Report(Story([.. steps], RunStatus.Succeeded))).Write();

        Assert.InRange(page.Length, 100_000, 2_000_000);
        var root = XDocument.Parse(page).Root!;
        Assert.Equal(1000, root.Descendants("svg").Single().Elements("path").Count());
        Assert.Equal(10, root.Descendants("details").Count(static d => (string?)d.Attribute("class") == "batch"));
        Assert.Equal(1010, root.Descendants("details").Count());
    }

    private static RehearsalReport Report(RehearsalStory story) => new(story, null, null, static _ => "");

    private static RehearsalStory Story(ImmutableArray<TimelineStep> steps, RunStatus status = RunStatus.Failed) => new()
    {
        Name = "patching",
        World = "world `w`",
        Seed = 1,
        Result = new()
        {
            Run = new("r"), Plan = new TestBench().Plan(Some.Runbook()), State = new() { Status = status }, Events = [], Facts = [], Effects = ["w1: rebooted"], Engines = 1, Moments = 1, Took = TimeSpan.FromMinutes(1),
        },
        Timeline = new()
        {
            Start = s_start,
            End = steps.Max(static s => s.End),
            Steps = steps,
            Lanes = [.. steps.Where(static s => s.Lane is not null).GroupBy(static s => s.Lane!.Value).Select(static l => new TimelineLane(l.Key, l.First().Batch, l.Min(static s => s.Start), l.Max(static s => s.End), [.. l]))],
        },
        Workloads = [new("shop/web", 4, 1, 2)],
    };

    private static TimelineStep Step(string path, string? lane, int from, int to, StepFailure? failure, int batch = 0) => new(
        new(path), lane is null ? null : new StepPath(lane), batch, s_start.AddSeconds(from), s_start.AddSeconds(to), 1, failure is null ? StepResult.Succeeded : StepResult.Failed, failure);

    private static string Runbook() => """
        apiVersion: runbook/v1
        name: patching
        targets:
          machines: { nodes: "!node-role.kubernetes.io/control-plane" }
        steps:
          - id: patch
            for-each: machines
            as: node
            steps:
              - id: cordon
                kubectl: { cordon: "{{ node.name }}" }
        """;
}
