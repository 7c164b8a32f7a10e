using RunbookEngine.Execution;
using RunbookEngine.Local;

namespace RunbookEngine.Tests.TransportContract;

/// <summary>The contract of files, kept on the engine's own machine.</summary>
public sealed class LocalFilesContractTests : TargetFilesContractTests
{
    protected override ITargetFiles Open() => new LocalFiles();
}
