using System.Diagnostics;
using System.Globalization;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>A host from which nothing comes any more, not even an end of the connection: noticed in the time that is promised, and taken up where it was.</summary>
[Collection(nameof(LabCollection))]
public sealed class DeadPeerTests(LabMachines lab, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Lines = "/var/log/dead-peer.log";

    /// <summary>The silence that is borne (15 s), the time for reconnecting that the inventory below gives (2 s) and one more attempt (2 s).</summary>
    private static readonly TimeSpan s_promised = TimeSpan.FromSeconds(15 + 2 + 2);

    /// <summary>For a machine that does other things at the same time.</summary>
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(6);

    public async ValueTask InitializeAsync() => await lab.UpAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("cut", "uncut")]
    [InlineData("freeze", "thaw")]
    public async Task A_host_that_falls_silent_is_given_up_in_time_and_its_command_is_found_again(string begin, string end)
    {
        await lab.InAsync("w2", $"rm -f {Lines}");
        using var folder = new ProofFolder { Through = LabScript.Through };
        folder.Write("wait.yaml", $"""
            apiVersion: runbook/v1
            name: wait
            steps:
              - id: it
                on: w2
                shell: |
                  echo begin >>{Lines}
                  until test -e /var/tmp/go; do sleep 0.1; done
                  echo end >>{Lines}
            """).Write("inventory.yaml", string.Create(CultureInfo.InvariantCulture, $$"""
            apiVersion: inventory/v1
            defaults: { user: root, identity-file: {{lab.Key}}, known-hosts: {{Path.GetDirectoryName(lab.Inventory)}}/known_hosts }
            hosts:
              w2: { address: {{LabScript.AddressOf("w2")}}, connect-timeout: 2s, reconnect-timeout: 2s }
            """));
        await lab.InAsync("w2", "rm -f /var/tmp/go");
        using var engine = folder.Start(["run", "wait.yaml", "--yes", "--inventory", "inventory.yaml"]);
        await Eventually.Holds(() => engine.HasEnded || lab.Lines("w2", Lines) is ["begin"]);
        // Now while the command's start is told, now while nothing is said for long.
        await Task.Delay(RunbookProgram.NewRandom().Next(3000));

        var silent = Stopwatch.StartNew();
        await lab.NodeAsync(begin, "w2");
        var result = await engine.EndAsync(RunbookProgram.Patience);
        silent.Stop();
        await lab.NodeAsync(end, "w2");
        output.WriteLine($"{begin}: given up after {silent.Elapsed.TotalSeconds:F1} s\n{result}");
        result.Exits(1);
        Assert.Contains((await folder.StateAsync())!.Steps.Values, static s => s.Failure?.Code == "host-unreachable");
        Assert.InRange(silent.Elapsed, TimeSpan.FromSeconds(2), s_promised + s_slack);

        await lab.InAsync("w2", "touch /var/tmp/go");
        (await folder.RunAsync(["resume"])).Exits(0);
        Assert.Equal(["begin", "end"], lab.Lines("w2", Lines));
        Assert.Equal(1, (await folder.StateAsync())!.Steps.Values.Single().Attempt);
    }
}
