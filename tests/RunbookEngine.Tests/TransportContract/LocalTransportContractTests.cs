using RunbookEngine.Execution;
using RunbookEngine.Local;

namespace RunbookEngine.Tests.TransportContract;

/// <summary>The contract, kept by the local transport.</summary>
public sealed class LocalTransportContractTests : TransportContractTests
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("runbook-local-").FullName;

    protected override string Scratch => _scratch;

    private string Commands => Path.Combine(_scratch, "commands");

    protected override ITransport Open() => new LocalTransport(Commands, _scratch, new LocalMachine(), TimeProvider.System);

    protected override IEnumerable<string> KeptFiles(CommandName name)
    {
        var folder = Path.Combine(Commands, name.Run.Value);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, name.Value + ".*") : [];
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_scratch, recursive: true);
    }
}
