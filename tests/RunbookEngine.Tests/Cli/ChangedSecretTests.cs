using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Cli;

/// <summary>A secret that is another one at a resume: what was begun with the first must not write it in clear.</summary>
public sealed class ChangedSecretTests : IDisposable
{
    private const string Book = "apiVersion: runbook/v1\nname: s\ninputs: { token: { type: secret } }\nsteps:\n  - id: first\n    shell: { run: 'echo $T; touch begun; until test -e go; do sleep 0.05; done', env: { T: '{{ inputs.token }}' } }\n  - pause: look\n  - shell: { run: 'echo $T', env: { T: '{{ inputs.token }}' } }\n";

    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task While_something_is_in_flight_only_the_secret_of_then_is_taken_and_later_a_new_one_too()
    {
        _bench.Write("s.yaml", Book);
        _bench.Environment["RUNBOOK_INPUT_TOKEN"] = "old-Wn4xUe";
        using (var driver = RunbookProcess.Start(_bench, "run", "s.yaml", "--yes"))
        {
            await Fakes.Eventually.Holds(() => _bench.Has("begun"));
            driver.Signal("KILL");
            await driver.EndAsync();
        }

        _bench.Environment["RUNBOOK_INPUT_TOKEN"] = "new-Rk8bTy";
        var refused = (await _bench.RunAsync("resume")).Expect(2);
        Assert.Contains("`token` is another secret", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Rk8bTy", refused.Error, StringComparison.Ordinal);

        _bench.Environment["RUNBOOK_INPUT_TOKEN"] = "old-Wn4xUe";
        _bench.Write("go", "");
        (await _bench.RunAsync("resume")).Expect(3);
        _bench.Environment["RUNBOOK_INPUT_TOKEN"] = "new-Rk8bTy";
        var later = (await _bench.RunAsync("resume")).Expect(0);

        Assert.Contains("goes on with it", later.Error, StringComparison.Ordinal);
        var logs = (await _bench.RunAsync("logs")).Expect(0).Out;
        Assert.DoesNotContain("Wn4xUe", logs, StringComparison.Ordinal);
        Assert.DoesNotContain("Rk8bTy", logs, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_is_salted_and_of_its_secret_alone()
    {
        Value.Map inputs = new([new("a", new Value.Secret("one")), new("b", new Value.Secret("one")), new("c", new Value.Text("plain"))]);

        var marks = SecretMarks.Of(inputs);

        Assert.Equal(["a", "b"], marks.Entries.Select(static m => m.Key));
        Assert.NotEqual(marks.Entries[0].Value, marks.Entries[1].Value);
        Assert.Empty(SecretMarks.Changed(marks, [new("a", new("one")), new("unknown", new("two"))]));
        Assert.Equal(["b"], SecretMarks.Changed(marks, [new("a", new("one")), new("b", new("two"))]));
        Assert.Equal(["a"], SecretMarks.Changed(new([new("a", new Value.Text("forged"))]), [new("a", new("one"))]));
    }
}
