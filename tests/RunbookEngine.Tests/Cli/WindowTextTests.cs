using RunbookEngine.Cli.Planning;
using RunbookEngine.Model;
using RunbookEngine.Tests.Language;

namespace RunbookEngine.Tests.Cli;

/// <summary>A plan says when work may be done as the inputs have it, and which moments these are.</summary>
public sealed class WindowTextTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 5, 22, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("22:00", "04:00", "opens 22:00, closes 04:00 (Europe/Berlin); it is open now, and closes at 2026-01-06 04:00 +01:00")]
    [InlineData("23:45", "04:00", "opens 23:45, closes 04:00 (Europe/Berlin); the window is closed; it opens at 2026-01-05 23:45 +01:00")]
    [InlineData("", "6h", "closes 6h; it is open now, and closes at 2026-01-06 05:30 +01:00")]
    [InlineData("", "", "no bounds: `opens` and `closes` are empty")]
    [InlineData("late", "04:00", "opens late, closes 04:00; `opens` of the window is `late`; it should be a time of day such as 22:00, or a moment such as 2026-11-28T22:00")]
    public void It_is_shown_with_its_values_and_moments(string opens, string closes, string shown)
    {
        var window = Yaml.Runbook("window: { opens: \"{{ inputs.o }}\", closes: \"{{ inputs.c }}\" }\ninputs:\n  o: { type: string }\n  c: { type: string }\nsteps:\n  - shell: uptime\n").Window!;

        Assert.Equal(shown, WindowText.Of(window, a => new Value.Text(a == window.Opens ? opens : closes), s_now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));
    }

    [Fact]
    public void What_cannot_be_known_is_shown_as_it_is_written()
    {
        var window = Yaml.Runbook("window: { closes: \"{{ env.CLOSES }}\", time-zone: Europe/Berlin }\nenv: [CLOSES]\nsteps:\n  - shell: uptime\n").Window!;

        Assert.Equal("closes {{ env.CLOSES }}, in Europe/Berlin", WindowText.Of(window, a => a == window.Closes ? null : new Value.Text("Europe/Berlin"), s_now, TimeZoneInfo.Utc));
    }
}
