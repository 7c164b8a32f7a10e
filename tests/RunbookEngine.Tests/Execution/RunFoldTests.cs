using RunbookEngine.Execution;
using static RunbookEngine.Tests.StoreContract.SomeEvents;

namespace RunbookEngine.Tests.Execution;

public class RunFoldTests
{
    [Fact]
    public void A_step_that_gets_another_chance_has_not_ended()
    {
        var failed = RunState.Fold([Created(), Started("save"), Finished("save", result: StepResult.Failed), Over(RunResult.Failed)]);
        var resumed = failed.Apply(new RunEvent.RunResumed { At = Time, Generation = 2, EngineVersion = "0.1.0", By = Holder });

        Assert.Equal(3, failed[new("save")].EndedVersion);
        Assert.Equal((StepStatus.Pending, 0, 0), (resumed[new("save")].Status, (int)resumed[new("save")].EndedVersion, resumed[new("save")].FailedAttempts));
    }

    [Fact]
    public void An_event_that_does_not_fit_is_refused()
    {
        var state = RunState.Fold([Created(), Started("save"), Finished("save")]);

        Assert.Throws<InvalidOperationException>(() => state.Apply(Finished("save")));
        Assert.Throws<InvalidOperationException>(() => state.Apply(Created()));
        Assert.Throws<InvalidOperationException>(() => state.Apply(Over()).Apply(Over()));
    }
}
