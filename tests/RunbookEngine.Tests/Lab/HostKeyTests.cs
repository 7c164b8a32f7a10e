using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>A host that shows another key than the one it is known by may be somebody else.</summary>
[Collection(nameof(LabCollection))]
public sealed class HostKeyTests(LabMachines lab) : IAsyncLifetime
{
    private const string Key = "/etc/ssh/ssh_host_ed25519_key";

    public async ValueTask InitializeAsync() => await lab.UpAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_host_whose_key_changed_is_refused_and_nothing_runs_on_it()
    {
        await lab.InAsync("w1", $"rm -f /var/touched; cp -a {Key} /root/key; cp -a {Key}.pub /root/key.pub; rm {Key}; ssh-keygen -q -t ed25519 -N '' -f {Key}; systemctl restart ssh");
        try
        {
            using var folder = new ProofFolder { Through = LabScript.Through }.Write("touch.yaml", """
                apiVersion: runbook/v1
                name: touch
                steps:
                  - id: it
                    on: w1
                    shell: touch /var/touched
                """);
            var result = (await folder.RunAsync(["run", "touch.yaml", "--yes", "--inventory", lab.Inventory, "--accept-new-host-keys"])).Exits(1);

            Assert.Contains("shows another key than the one that is known", result.Output, StringComparison.Ordinal);
            Assert.Contains((await folder.StateAsync())!.Steps.Values, static s => s.Failure?.Code == "host-key-changed");
            Assert.False(lab.Has("w1", "/var/touched"));
        }
        finally
        {
            await lab.InAsync("w1", $"mv /root/key {Key}; mv /root/key.pub {Key}.pub; systemctl restart ssh");
        }
    }
}
