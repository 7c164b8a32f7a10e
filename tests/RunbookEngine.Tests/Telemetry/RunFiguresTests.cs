using System.Diagnostics.Metrics;
using RunbookEngine.Cli.Telemetry;
using RunbookEngine.Execution;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Language;

namespace RunbookEngine.Tests.Telemetry;

/// <summary>What no run of a test waits for long enough.</summary>
public sealed class RunFiguresTests
{
    private static readonly DateTimeOffset s_closed = new(2026, 1, 2, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_night_between_two_windows_is_time_waited_for_the_window()
    {
        Assert.Equal([(72_000.0, "window")], Waits(new() { Status = RunStatus.Paused, StopNote = "the window closes", UpdatedAt = s_closed }, s_closed.AddHours(20)));
    }

    [Fact]
    public void A_pause_that_somebody_asked_for_is_no_window() =>
        Assert.Empty(Waits(new() { Status = RunStatus.Paused, UpdatedAt = s_closed }, s_closed.AddHours(20)));

    private static List<(double, string)> Waits(RunState before, DateTimeOffset resumedAt)
    {
        var meter = new Meter("figures");
        using var figures = new RunFigures(meter, Planner.Plan(Yaml.Runbook("steps:\n  - log: hi\n"), new() { Expressions = new ScribanEvaluator(), Inputs = new([]), Environment = new([]), Inventory = Inventory.Empty }));
        var waits = new List<(double, string)>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "runbook.wait.duration")
                waits.Add((value, tags.ToArray().Single(static t => t.Key == "reason").Value!.ToString()!));
        });
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
                self.EnableMeasurementEvents(instrument);
        };
        listener.Start();
        var resumed = new RunEvent.RunResumed { At = resumedAt, Generation = 2, EngineVersion = "0", By = new("here", "boot", 1, 1, "ops") };

        figures.Take(resumed, before, before with { Status = RunStatus.Running, UpdatedAt = resumedAt });

        return waits;
    }
}
