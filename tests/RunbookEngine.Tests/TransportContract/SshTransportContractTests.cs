using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh;
using RunbookEngine.Tests.Ssh;

namespace RunbookEngine.Tests.TransportContract;

/// <summary>The contract, kept over SSH by a real server.</summary>
public sealed class SshTransportContractTests(RealSshd server) : TransportContractTests, IClassFixture<RealSshd>
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("runbook-ssh-").FullName;
    private readonly List<SshTransports> _open = [];

    protected override string Scratch => _scratch;

    protected override ITransport Open()
    {
        SshTransports transports = new(new Inventory { Hosts = [server.Host()] }, server.Options(_scratch));
        _open.Add(transports);
        return transports.Find("here")!;
    }

    protected override IEnumerable<string> KeptFiles(CommandName name)
    {
        var folder = Path.Combine(_scratch, "commands", name.Run.Value);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, name.Value + ".*") : [];
    }

    public override ValueTask InitializeAsync()
    {
        RealSshd.Need();
        return base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var transports in _open)
            await transports.DisposeAsync();
        Directory.Delete(_scratch, recursive: true);
    }
}
