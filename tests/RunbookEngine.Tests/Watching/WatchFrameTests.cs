using RunbookEngine.Cli.Text;
using RunbookEngine.Cli.Watching;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Tests.Watching;

/// <summary>The whole screen of <c>watch</c>, as a person sees it: approved by eye, and compared since.</summary>
public sealed class WatchFrameTests
{
    private static readonly (int Columns, int Rows)[] s_sizes = [(80, 24), (200, 60)];

    [Fact]
    public void Lanes_at_work_beside_one_that_failed() => Approve("lanes", size =>
    {
        var plan = Scenes.Plan(80);
        return Scenes.Of(plan, size, 400,
            [
                .. Scenes.Upgrading(), .. Scenes.Done("w1", 30, 130), .. Scenes.Done("w2", 130, 190), .. Scenes.Failed("w3", 130, 200), .. Scenes.Draining("w4", 140), .. Scenes.Draining("w5", 395),
            ],
            [
                Scenes.Said("upgrade[w4]/drain", 141, "evicting pod shop/cart-0"), Scenes.Said("upgrade[w4]/drain", 150, "error when evicting pods/\"cart-0\": \u001b[31mdisruption budget\u001b[0m, again in 5s"),
                Scenes.Said("upgrade[w5]/drain", 396, "evicting pod shop/web-7d9f"),
            ]);
    });

    [Fact]
    public void A_gate_with_its_clocks() => Approve("gate", size =>
    {
        var plan = Scenes.Plan(80);
        return Scenes.Of(plan, size, 45, [.. Scenes.Upgrading(), .. Scenes.Gating(plan.Nodes.First(static n => n.Gate is not null).Path, 38)]);
    });

    [Fact]
    public void A_step_that_waits_for_a_word_and_the_question_before_it_is_given() => Approve("approval", size =>
        Scenes.Of(Scenes.Plan(3), size, 60, Scenes.Asking(), view: WatchKeys.Press(Scenes.Of(Scenes.Plan(3), size, 60, Scenes.Asking()), Key('a')).View));

    [Fact]
    public void A_thousand_lanes() => Approve("thousand", size => Scenes.Of(Scenes.Plan(1000, "batches: [200], max-failures: 10"), size, 500,
        [
            .. Scenes.Upgrading(), .. Enumerable.Range(1, 612).SelectMany(static i => Scenes.Done($"w{i}", 30 + (i / 10), 60 + (i / 10))), .. Scenes.Failed("w613", 100, 160), .. Scenes.Failed("w700", 100, 170),
            .. Enumerable.Range(701, 40).SelectMany(static i => Scenes.Draining($"w{i}", 490)),
        ]));

    [Fact]
    public void A_run_whose_engine_is_gone() => Approve("cut-off", static size => Scenes.Of(Scenes.Plan(3), size, 900, [.. Scenes.Upgrading(), .. Scenes.Draining("w1", 40)], isDriven: false));

    [Fact]
    public void A_run_that_failed() => Approve("failed", static size => Scenes.Of(Scenes.Plan(3, "batches: all"), size, 900,
        [.. Scenes.Upgrading(), .. Scenes.Failed("w1", 40, 100), .. Scenes.Done("w2", 40, 90), Scenes.Ended(101, RunResult.Failed)], isDriven: false));

    [Theory]
    [InlineData(20, 5)]
    [InlineData(40, 8)]
    [InlineData(61, 13)]
    [InlineData(300, 100)]
    public void No_screen_is_larger_than_its_terminal(int columns, int rows)
    {
        foreach (var view in (WatchView[])[new(), new() { ShowsHelp = true }, new() { Log = new("upgrade") }, new() { Question = new(WatchAct.Abort, null, new string('q', 200), "ye") }])
        {
            var scene = Scenes.Of(Scenes.Plan(80), (columns, rows), 100,
                [.. Scenes.Upgrading(), .. Scenes.Failed("w2", 40, 50), .. Scenes.Draining("w1", 40)], [Scenes.Said("upgrade[w1]/drain", 99, new string('漢', 500))], view: view);

            var lines = WatchFrame.Lines(scene);

            Assert.Equal(rows, lines.Count);
            Assert.All(lines, l => Assert.True(TerminalText.Width(l) < columns, l));
        }
    }

    [Fact]
    public void Nothing_from_a_host_reaches_the_terminal_as_an_escape()
    {
        var scene = Scenes.Of(Scenes.Plan(3), (80, 24), 60, [.. Scenes.Upgrading(), .. Scenes.Draining("w1", 40)], [Scenes.Said("upgrade[w1]/drain", 50, "\u001b]0;title\u0007\u001b[2Jharmless\u009b31m")]);

        var screen = string.Join('\n', WatchFrame.Lines(scene));

        Assert.Contains("harmless", screen, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', screen);
        Assert.DoesNotContain('\u009b', screen);
    }

    [Fact]
    public void Only_rows_that_have_changed_are_written_and_the_terminal_is_left_once()
    {
        var output = new StringWriter();
        var screen = new Screen(output);
        screen.Show(["one", "two"], (80, 24));
        output.GetStringBuilder().Clear();

        screen.Show(["one", "two"], (80, 24));
        Assert.Equal("", output.ToString());
        screen.Show(["one", "2"], (80, 24));
        Assert.Equal("\u001b[2;1H2\u001b[K", output.ToString());

        screen.Dispose();
        screen.Dispose();
        screen.Show(["late"], (80, 24));
        Assert.Single(output.ToString().Split("\u001b[?1049l")[1..]);
        Assert.DoesNotContain("late", output.ToString(), StringComparison.Ordinal);
    }

    internal static ConsoleKeyInfo Key(char c) => new(c, c switch { '\r' => ConsoleKey.Enter, '\u001b' => ConsoleKey.Escape, _ => default }, false, false, false);

    private static void Approve(string name, Func<(int Columns, int Rows), WatchScene> scene)
    {
        foreach (var size in s_sizes)
        {
            var text = string.Concat(WatchFrame.Lines(scene(size)).Select(static l => l + "\n"));
            Repository.AssertApproved(Path.Combine(Repository.Root, "tests", "RunbookEngine.Tests", "Watching", "Screens", $"{name}-{size.Columns}x{size.Rows}.txt"), text);
        }
    }
}
