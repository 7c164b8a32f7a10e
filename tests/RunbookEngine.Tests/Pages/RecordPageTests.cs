using System.Text;
using System.Xml.Linq;
using RunbookEngine.Cli.Pages;
using RunbookEngine.Cli.Records;

namespace RunbookEngine.Tests.Pages;

/// <summary>The record of a run says who, what and when, and how each interruption was resolved; and nothing that a host says can do more than be read.</summary>
public class RecordPageTests
{
    [Fact]
    public void A_run_that_was_cut_off_tells_when_and_how_each_step_in_flight_was_resolved()
    {
        var record = SomeRuns.Resumed();

        var absence = Assert.Single(record.Absences);
        Assert.True(absence.IsCut);
        Assert.Equal(TimeSpan.FromHours(9), absence.To - absence.From);
        Assert.Equal([new InFlight(new("upgrade[w2]/packages"), 1, "attached to its command, which had started before: it succeeded")], absence.InFlight);
        Assert.InRange(record.Driven, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Assert.Contains("It was resumed once, because the engine was cut off; 1 step in flight was taken up again.", SomeRuns.Page(record), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_step_has_its_command_with_values_and_what_it_wrote()
    {
        var page = XDocument.Parse(SomeRuns.Page(SomeRuns.Failed("no space")));

        var commands = page.Descendants("pre").Where(static p => (string?)p.Attribute("class") == "command").Select(static p => p.Value).ToList();
        Assert.Contains("kubectl drain: w1\nignore-daemonsets: true\ntimeout: 15m", commands);
        Assert.Contains("apt install: kubelet=1.36.4\nhold: true", commands);
        Assert.Contains(page.Descendants("pre"), static p => (string?)p.Attribute("aria-label") == "standard error" && p.Value.EndsWith("no space\n", StringComparison.Ordinal));
        Assert.Contains("bytes before are left out, shown by runbook logs 20260105-220000-abcd 'upgrade[w2]/packages'", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_that_fared_alike_stand_together_with_what_was_before_and_after()
    {
        var nodes = SomeRuns.FanOut().Nodes;

        var all = Assert.Single(nodes);
        Assert.Equal(20, all.Nodes.Length);
        Assert.Equal([new("kubelet", "1.35.6-1.1", "1.36.4-1.1"), new("takes pods", "yes", "yes")], all.Facts);
        Assert.Contains(SomeRuns.Failed("x").Nodes, static n => n.Nodes.SequenceEqual(["w2"]) && n.Facts.Contains(new("takes pods", "yes", "no")));
    }

    [Fact]
    public void Text_of_hosts_cannot_become_markup()
    {
        var page = SomeRuns.Page(SomeRuns.Failed(SomeRuns.Hostile));

        var names = XDocument.Parse(page).Descendants().Select(static e => e.Name.LocalName).ToHashSet();
        Assert.DoesNotContain("script", names);
        Assert.DoesNotContain("img", names);
        Assert.DoesNotContain(page, static c => (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u202e' or '\ufffe');
        Assert.Contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_hosts_cannot_become_Markdown_either()
    {
        var text = SomeRuns.Markdown(SomeRuns.Failed(SomeRuns.Hostile));

        Assert.DoesNotContain(text.Split('\n'), static l => l.StartsWith("# ", StringComparison.Ordinal) && l.Contains("alert", StringComparison.Ordinal));
        // In a cell or a line it stands between fences that are longer than any run of backticks in it; a pipe does not end its cell.
        Assert.Contains("```` apt-get exited with 100: </style></pre><script>", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" | @all", text.Replace("````text", "", StringComparison.Ordinal).Split("````\n")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_has_the_outcome_the_people_the_interruptions_and_the_nodes()
    {
        var text = SomeRuns.Markdown(SomeRuns.Resumed());

        Assert.All(
            ["# `worker-rolling-upgrade`: succeeded", "`ada on jump1`", "approved confirm", "## Interruptions, and how each was resolved", "attached to its command", "## Nodes before and after", "| `w1, w2, w3, w4` | `kubelet` | `1.35.6-1.1` | `1.36.4-1.1` |", "| input `password` | `***` |"],
            s => Assert.Contains(s, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_thousand_nodes_fit_into_five_megabytes_and_those_that_failed_are_told_in_full()
    {
        var page = SomeRuns.Page(SomeRuns.Many(1000));

        Assert.InRange(Encoding.UTF8.GetByteCount(page), 200_000, 5_000_000);
        var root = XDocument.Parse(page).Root!;
        Assert.Equal(1000, root.Descendants("svg").Single().Elements("path").Count());
        Assert.Equal(10, root.Descendants("pre").Count(static p => (string?)p.Attribute("aria-label") == "standard error"));
    }

    [Fact]
    public void Hours_in_which_nobody_drove_the_run_take_little_room()
    {
        var start = new DateTimeOffset(2026, 1, 5, 22, 0, 0, TimeSpan.Zero);
        var scale = new ChartScale(start, start.AddHours(11), [(start.AddHours(1), start.AddHours(10))]);

        Assert.Equal((0.476, 0.524), (Math.Round(scale.Part(start.AddHours(1)), 3), Math.Round(scale.Part(start.AddHours(10)), 3)));
        Assert.Equal((0, 1), (scale.Part(start), scale.Part(start.AddHours(11))));
        Assert.Equal(start.AddMinutes(31.5), scale.At(0.25));
        Assert.Equal(0, new ChartScale(start, start, []).Part(start));
    }
}
