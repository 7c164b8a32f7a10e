using RunbookEngine.Execution;
using RunbookEngine.Simulation.Journal;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.StoreContract;

/// <summary>The fake that the executor's tests use must not be kinder than a real store.</summary>
public class MemoryRunStoreTests : RunStoreContract
{
    protected override IRunStore Open(TimeProvider clock, TimeSpan leaseTime) => new MemoryRunStore(clock, leaseTime);
}
