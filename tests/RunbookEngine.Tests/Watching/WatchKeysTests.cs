using RunbookEngine.Cli.Watching;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Watching;

/// <summary>Nothing is asked of a run before a person has said yes to it, and then exactly that.</summary>
public sealed class WatchKeysTests
{
    [Theory]
    [InlineData("py", "Pause ")]
    [InlineData("pn", "None ")]
    [InlineData("p\u001b", "None ")]
    [InlineData("pay", "Pause ")]
    [InlineData("ay", "Approve confirm")]
    [InlineData("ry", "Reject confirm")]
    [InlineData("an", "None ")]
    [InlineData("xyes\r", "Abort ")]
    [InlineData("xy", "None ")]
    [InlineData("x\r", "None ")]
    [InlineData("xno\r", "None ")]
    [InlineData("xyess\b\r", "Abort ")]
    [InlineData("x\u001byes\r", "None ")]
    [InlineData("?x", "None ")]
    [InlineData("\rq", "None ")]
    [InlineData("q", "Quit ")]
    [InlineData("aq", "None ")]
    public void Keys_lead_to(string keys, string act) => Assert.Equal(act, Press(Scenes.Asking(), keys).Act);

    [Theory]
    [InlineData("py")]
    [InlineData("xyes\r")]
    public void Nothing_is_asked_of_a_run_that_nobody_drives(string keys)
    {
        var (act, view) = Press(Scenes.Asking(), keys, isDriven: false);

        Assert.Equal("None ", act);
        Assert.Null(view.Question);
    }

    [Fact]
    public void Where_no_step_waits_there_is_nothing_to_approve()
    {
        var (act, view) = Press(Scenes.Upgrading(), "a");

        Assert.Equal("None ", act);
        Assert.Equal("no step waits for an approval", view.Message);
    }

    [Fact]
    public void Lanes_that_are_folded_are_opened_and_scrolled()
    {
        var plan = Scenes.Plan(1000, "batches: all");
        var view = new WatchView();
        foreach (var key in (ConsoleKey[])[ConsoleKey.End, ConsoleKey.UpArrow, ConsoleKey.Enter, ConsoleKey.PageDown, ConsoleKey.PageDown])
            view = WatchKeys.Press(Scene(view), new('\0', key, false, false, false)).View;

        Assert.Equal("upgrade[w20]", view.Chosen);
        Assert.Contains(WatchFrame.Lines(Scene(view)), static l => l.StartsWith("> ·   w20 ", StringComparison.Ordinal));

        WatchScene Scene(WatchView v) => Scenes.Of(plan, (80, 24), 60, Scenes.Upgrading(), view: v);
    }

    [Fact]
    public void A_log_is_scrolled_and_followed_again_at_its_end()
    {
        var scene = Scenes.Of(Scenes.Plan(3), (80, 24), 60, Scenes.Upgrading(), view: new() { Log = new("allowed") }) with { Log = [.. Enumerable.Range(1, 100).Select(static i => $"line {i}")] };
        Assert.Contains("line 100", WatchFrame.Lines(scene));

        scene = scene with { View = Pressed(scene, ConsoleKey.PageUp) };
        Assert.DoesNotContain("line 100", WatchFrame.Lines(scene));
        Assert.Contains("line 60", WatchFrame.Lines(scene));
        scene = scene with { View = Pressed(scene, ConsoleKey.PageDown) };
        Assert.Null(scene.View.LogTop);
        Assert.Null(Pressed(scene, ConsoleKey.Escape).Log);

        static WatchView Pressed(WatchScene scene, ConsoleKey key) => WatchKeys.Press(scene, new('\0', key, false, false, false)).View;
    }

    /// <summary>What the last key that led to anything led to.</summary>
    private static (string Act, WatchView View) Press(RunEvent[] events, string keys, bool isDriven = true)
    {
        var plan = Scenes.Plan(3);
        var (act, view) = ("None ", new WatchView());
        foreach (var key in keys)
        {
            var pressed = WatchKeys.Press(Scenes.Of(plan, (80, 24), 60, events, isDriven: isDriven, view: view), WatchFrameTests.Key(key));
            view = pressed.View;
            if (pressed.Act != WatchAct.None)
                act = $"{pressed.Act} {pressed.Step}";
        }

        return (act, view);
    }
}
