using RunbookEngine.Tests.Cli;

namespace RunbookEngine.Tests.Watching;

/// <summary><c>status</c> of a run that failed, on the smallest terminal: its first line and its last are seen together.</summary>
public sealed class StatusTerminalTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(14)]
    public async Task A_failure_with_all_that_belongs_to_it_fits_the_screen(int lines)
    {
        _bench.Write("f.yaml", $$$"""
            apiVersion: runbook/v1
            name: worker-upgrade
            inputs:
              version: { type: version }
            lock: cluster
            steps:
              - id: place
                file: { write: placed, content: "{{ inputs.version }}" }
                undo:
                  - file: { remove: placed }
              - id: two
                shell: "true"
              - id: three
                shell: "true"
              - id: upgrade
                shell: for i in $(seq {{{lines}}}); do echo "line $i of what went wrong" >&2; done; exit 100
              - id: after
                shell: "true"
              - id: last
                shell: "true"
            """);
        (await _bench.RunAsync("run", "f.yaml", "--input", "version=1.36.4")).Expect(1);
        await using var tmux = await Tmux.StartAsync(_bench, 80, 24);

        await tmux.TypeAsync($"clear; {RunbookProcess.Program} status");
        var screen = await tmux.SeesAsync("to take it back");

        Assert.StartsWith("20", screen, StringComparison.Ordinal);
        Assert.Contains("worker-upgrade  failed", screen.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal(lines > 0, screen.Contains($"line {lines} of what went wrong", StringComparison.Ordinal));
    }
}
