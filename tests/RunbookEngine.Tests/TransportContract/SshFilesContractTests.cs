using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh;
using RunbookEngine.Tests.Ssh;

namespace RunbookEngine.Tests.TransportContract;

/// <summary>The contract of files, kept over SSH by a real server.</summary>
public sealed class SshFilesContractTests(RealSshd server) : TargetFilesContractTests, IClassFixture<RealSshd>
{
    private readonly string _state = Directory.CreateTempSubdirectory("runbook-ssh-files-").FullName;
    private SshTransports? _hosts;

    protected override ITargetFiles Open()
    {
        RealSshd.Need();
        _hosts = new(new Inventory { Hosts = [server.Host()] }, server.Options(_state));
        return _hosts.Find("here")!.Files;
    }

    public override void Dispose()
    {
        _hosts?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_state, recursive: true);
        base.Dispose();
    }
}
