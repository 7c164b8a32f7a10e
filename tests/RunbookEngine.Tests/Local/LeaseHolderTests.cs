using RunbookEngine.Execution;
using RunbookEngine.Local;

namespace RunbookEngine.Tests.Local;

/// <summary>A holder of a lease is dead only where it would be seen alive: a name and a number prove nothing.</summary>
public class LeaseHolderTests
{
    private static readonly LocalMachine s_machine = new();

    public static TheoryData<string, Func<LeaseHolder, LeaseHolder>, bool> Holders => new()
    {
        { "this very process", static h => h, false },
        { "a process here that has ended, its number unused", static h => h with { ProcessId = int.MaxValue }, true },
        { "a process here whose number another one has by now", static h => h with { ProcessStart = h.ProcessStart + 1 }, true },
        { "a machine of the same name", static h => h with { ProcessId = int.MaxValue, Machine = "another" }, false },
        { "a clone, or this machine before a restart", static h => h with { ProcessId = int.MaxValue, BootId = "another" }, false },
        { "a container of this machine", static h => h with { ProcessId = int.MaxValue, Processes = "1" }, false },
        { "a holder that an older version wrote down", static h => h with { ProcessId = int.MaxValue, Machine = "", Processes = "" }, false },
        { "this machine under another name", static h => h with { ProcessId = int.MaxValue, Host = "renamed" }, true },
    };

    [Theory]
    [MemberData(nameof(Holders))]
    public void Only_a_process_that_would_be_seen_here_is_known_to_be_dead(string what, Func<LeaseHolder, LeaseHolder> change, bool dead)
    {
        Assert.SkipWhen(s_machine.MachineId.Length == 0 && what.StartsWith("a holder", StringComparison.Ordinal), "a machine without an id");
        Assert.Equal(dead, s_machine.IsCertainlyDead(change(s_machine.Self)));
    }
}
