using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Execution;

/// <summary>Doubt is resolved by looking, then by what the author says, then by asking; never by guessing.</summary>
public class DoubtPolicyTests
{
    [Theory]
    [InlineData("reached", true, null, DoubtDecision.Done)]
    [InlineData("reached", true, InterruptedPolicy.Ask, DoubtDecision.Done)]
    [InlineData("reached", true, InterruptedPolicy.Retry, DoubtDecision.Done)]
    [InlineData("reached", false, null, DoubtDecision.Done)]
    [InlineData("needed", true, null, DoubtDecision.RunAgain)]
    [InlineData("needed", true, InterruptedPolicy.Verify, DoubtDecision.RunAgain)]
    [InlineData("needed", true, InterruptedPolicy.Retry, DoubtDecision.RunAgain)]
    [InlineData("needed", true, InterruptedPolicy.Ask, DoubtDecision.Ask)]
    [InlineData("unknown", true, null, DoubtDecision.Ask)]
    [InlineData("unknown", true, InterruptedPolicy.Verify, DoubtDecision.Ask)]
    [InlineData("unknown", true, InterruptedPolicy.Retry, DoubtDecision.RunAgain)]
    [InlineData("unknown", true, InterruptedPolicy.Ask, DoubtDecision.Ask)]
    [InlineData("unknown", false, null, DoubtDecision.RunAgain)]
    [InlineData("needed", false, null, DoubtDecision.RunAgain)]
    public void What_becomes_of_a_step_in_doubt(string looking, bool hasSideEffect, InterruptedPolicy? interrupted, DoubtDecision decision)
    {
        ProbeResult probe = looking switch
        {
            "reached" => new ProbeResult.Satisfied(new([])),
            "needed" => new ProbeResult.Needed("it is not there"),
            _ => ProbeResult.Unknown,
        };
        Assert.Equal(decision, DoubtPolicy.Decide(Some.Step("a") with { Interrupted = interrupted }, hasSideEffect, probe));
    }
}
