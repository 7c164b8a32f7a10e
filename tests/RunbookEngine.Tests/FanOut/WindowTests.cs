using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.FanOut;

/// <summary>No lane starts that would not end in time, and the times of day are right on the nights when the clocks change.</summary>
public class WindowTests
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    // Within a window over midnight, from both sides of it.
    [InlineData("22:00", "04:00", "2026-11-28T23:00+01:00", "2026-11-29T04:00+01:00")]
    [InlineData("22:00", "04:00", "2026-11-29T03:59+01:00", "2026-11-29T04:00+01:00")]
    [InlineData(null, "04:00", "2026-11-29T04:00+01:00", "2026-11-30T04:00+01:00")]
    [InlineData("08:00", "17:00", "2026-11-28T08:00+01:00", "2026-11-28T17:00+01:00")]
    [InlineData("2026-11-28T22:00", "2026-11-29T04:00", "2026-11-28T22:00+01:00", "2026-11-29T04:00+01:00")]
    [InlineData(null, "2026-11-29T04:00Z", "2026-11-28T22:00+01:00", "2026-11-29T05:00+01:00")]
    [InlineData(null, "4h", "2026-11-28T22:00+01:00", "2026-11-29T02:00+01:00")]
    [InlineData("22:00", "4h", "2026-11-28T23:00+01:00", "2026-11-29T03:00+01:00")]
    // 29 March: 02:00 to 03:00 does not exist. 25 October: 02:00 to 03:00 comes twice.
    [InlineData("22:00", "02:30", "2026-03-28T23:00+01:00", "2026-03-29T03:00+02:00")]
    [InlineData("22:00", "04:00", "2026-03-28T23:00+01:00", "2026-03-29T04:00+02:00")]
    [InlineData("22:00", "02:30", "2026-10-24T23:00+02:00", "2026-10-25T02:30+02:00")]
    [InlineData("02:30", "05:00", "2026-10-25T02:45+01:00", "2026-10-25T05:00+01:00")]
    public void It_closes_at(string? opens, string closes, string now, string expected)
    {
        var window = WindowTimes.Of(new(opens, closes, null, null), null, At(now), s_berlin);

        Assert.Equal(At(expected), window.ClosesAt);
    }

    [Theory]
    [InlineData("22:00", "04:00", "2026-11-28T21:59+01:00", "2026-11-28T22:00+01:00")]
    [InlineData("22:00", "04:00", "2026-11-29T04:00+01:00", "2026-11-29T22:00+01:00")]
    [InlineData("2026-11-28T22:00", null, "2026-11-28T21:59+01:00", "2026-11-28T22:00+01:00")]
    [InlineData("02:30", "05:00", "2026-10-25T02:45+02:00", "2026-10-25T02:30+01:00")]
    [InlineData("02:30", "05:00", "2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00")]
    [InlineData(null, "2026-11-28T21:00", "2026-11-28T22:00+01:00", null)]
    public void It_is_closed_and_opens_at(string? opens, string? closes, string now, string? expected)
    {
        var closed = Assert.Throws<WindowClosedException>(() => WindowTimes.Of(new(opens, closes, null, null), null, At(now), s_berlin));

        Assert.Equal(expected is null ? null : At(expected), closed.OpensAt);
    }

    [Fact]
    public void What_the_operator_says_takes_the_place_of_the_close()
    {
        var now = At("2026-11-29T05:00+01:00");

        Assert.Equal(At("2026-11-29T07:00+01:00"), WindowTimes.Of(new("22:00", "04:00", null, null), "07:00", now, s_berlin).ClosesAt);
        Assert.Equal(At("2026-11-29T06:30+01:00"), WindowTimes.Of(new("22:00", "04:00", null, null), "90m", now, s_berlin).ClosesAt);
    }

    [Fact]
    public void The_runbooks_time_zone_counts_and_not_the_machines()
    {
        var window = WindowTimes.Of(new(null, "04:00", "10m", "Europe/Berlin"), null, At("2026-11-28T22:00Z"), TimeZoneInfo.Utc);

        Assert.Equal((At("2026-11-29T03:00Z"), TimeSpan.FromMinutes(10)), (window.ClosesAt, window.Margin));
    }

    [Theory]
    [InlineData("25:00", null, null)]
    [InlineData("22:00", "soon", null)]
    [InlineData(null, null, "Europe/Atlantis")]
    public void A_text_that_is_no_time_is_refused_with_what_it_may_be(string? opens, string? closes, string? zone) =>
        Assert.Contains("it should be", Assert.Throws<FormatException>(() => WindowTimes.Of(new(opens, closes, null, zone), null, At("2026-11-28T23:00Z"), s_berlin)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 10, null, true)]
    [InlineData(46, 10, null, true)]
    [InlineData(48, 10, null, false)]
    [InlineData(48, 10, 0, true)]
    [InlineData(40, 10, 11, false)]
    [InlineData(59, null, null, true)]
    [InlineData(59, null, 5, false)]
    [InlineData(60, null, null, false)]
    public void A_lane_starts_only_when_the_slowest_so_far_and_a_margin_fit(int minute, int? slowest, int? margin, bool expected) => Assert.Equal(
        expected,
        WindowPolicy.MayStartLane(
            DateTimeOffset.UnixEpoch.AddMinutes(minute), DateTimeOffset.UnixEpoch.AddMinutes(60), Minutes(margin), Minutes(slowest)));

    [Fact]
    public async Task At_the_close_the_run_pauses_and_the_next_window_goes_on()
    {
        var clock = new FakeClock(At("2026-11-28T22:00Z"));
        var bench = new TestBench { Clock = clock };
        bench.Hosts.Add("w1", "w2", "w3");
        foreach (var host in new[] { "w1", "w2", "w3" })
        {
            bench.Hosts[host].EndOf = _ =>
            {
                clock.Advance(TimeSpan.FromHours(1));
                return Task.CompletedTask;
            };
        }

        var runbook = Some.OnHosts(Some.ForEach("up", Some.Step("a"), Some.Step("b")) with { Batches = null }, Some.Step("after")) with
        {
            Window = new(Some.Argument("22:00"), Some.Argument("04:00"), null, Some.Argument("UTC"), SourceSpan.None),
            Finally = [Some.Step("told")],
        };
        var state = await bench.RunAsync(runbook);

        // Two hours a lane and half an hour of margin: the second fits, the third does not.
        Assert.Equal((RunStatus.Paused, At("2026-11-29T04:00Z")), (state.Status, state.ClosesAt));
        Assert.Equal(["w1:a", "w1:b", "w2:a", "w2:b"], bench.Effects);
        Assert.Equal("the window closes at 2026-11-29 04:00 +00:00; up[w3] would not be done by then: the slowest so far took 2h, and the margin is 30m", state.StopNote);
        clock.Advance(TimeSpan.FromHours(10));
        await Assert.ThrowsAsync<WindowClosedException>(() => bench.ResumeAsync(runbook));
        clock.Advance(TimeSpan.FromHours(10));
        state = await bench.ResumeAsync(runbook);
        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["w1:a", "w1:b", "w2:a", "w2:b", "w3:a", "w3:b", "after", "told"], bench.Effects);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan? Minutes(int? minutes) => minutes is { } m ? TimeSpan.FromMinutes(m) : null;
}
