namespace RunbookEngine.Tests.Cli;

/// <summary>The host that was said is the host that is used, whatever the runbook inside calls by the same names.</summary>
public sealed class HostThatWasSaidTests : IDisposable
{
    private const string Inner = "apiVersion: runbook/v1\nname: inner\ninputs: { host: { type: string, default: n3 } }\nvars: { place: n3 }\nsteps:\n  - id: pick\n    shell: echo n3\n    on: local\n  - id: act\n    shell: uptime\n    undo: [{ id: back, shell: uptime }]\n  - id: own\n    shell: uptime\n    on: '{{ inputs.host }}'\nfinally:\n  - id: closing\n    shell: uptime\n";

    private readonly CliBench _bench = new();

    public HostThatWasSaidTests()
    {
        _bench.Write("inventory.yaml", "apiVersion: inventory/v1\ndefaults: { reconnect-timeout: 1s, connect-timeout: 1s }\nhosts:\n  n1: { address: 127.0.0.1, port: 9 }\n  n3: { address: 127.0.0.1, port: 9 }\n");
        _bench.Write("inner.yaml", Inner);
    }

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string> Outers => new(
        "  - id: in\n    on: '{{ inputs.host }}'\n    runbook: inner.yaml\n",
        "  - id: in\n    on: '{{ vars.place }}'\n    runbook: inner.yaml\n",
        "  - id: around\n    on: '{{ inputs.host }}'\n    steps:\n      - id: in\n        runbook: inner.yaml\n",
        "  - id: in\n    on: '{{ inputs.host }}'\n    runbook: middle.yaml\n");

    [Theory]
    [MemberData(nameof(Outers))]
    public async Task A_host_said_around_an_included_runbook_is_that_of_the_names_around_it(string steps)
    {
        _bench.Write("middle.yaml", "apiVersion: runbook/v1\nname: middle\ninputs: { host: { type: string, default: n3 } }\nvars: { place: n3 }\nsteps:\n  - id: deep\n    runbook: inner.yaml\n");
        _bench.Write("outer.yaml", $"apiVersion: runbook/v1\nname: outer\ninputs: {{ host: {{ type: string, default: n1 }} }}\nvars: {{ place: n1 }}\nsteps:\n{steps}");

        // Nobody listens there, so each step fails with the name of the host that it was to work on.
        var run = await _bench.RunAsync("run", "outer.yaml", "--yes", "--inventory", Path.Combine(_bench.Folder, "inventory.yaml"));

        Assert.Equal(1, run.Code);
        Assert.Matches(@"act\s+\(shell on n1,", run.Out);
        Assert.DoesNotContain("shell on n3", run.Out, StringComparison.Ordinal);
    }
}
