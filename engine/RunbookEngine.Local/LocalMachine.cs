using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Local.Processes;

namespace RunbookEngine.Local;

/// <summary>The machine the engine runs on: a Linux with <c>/proc</c>.</summary>
public sealed class LocalMachine
{
    private const string BootIdPath = "/proc/sys/kernel/random/boot_id";
    private readonly Lazy<LeaseHolder> _self;
    private readonly Lazy<DateTimeOffset> _startedAt = new(ReadStart);

    /// <summary>Looks at the machine.</summary>
    /// <exception cref="PlatformNotSupportedException">It is not a Linux.</exception>
    public LocalMachine()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("the engine runs commands on Linux only; start it on a Linux machine, in a container or in WSL");
        BootId = File.ReadAllText(BootIdPath).Trim();
        _self = new(() => new(HostName, BootId, Environment.ProcessId, ProcessStat.Of(Environment.ProcessId)?.Start ?? 0, UserName));
    }

    /// <summary>What is new after every start of the kernel.</summary>
    public string BootId { get; }

    /// <summary>What stays the same over its starts, and differs from that of other machines; empty where there is none.</summary>
    public string MachineId { get; } = ReadMachineId();

    /// <summary>When its kernel started, to the second.</summary>
    public DateTimeOffset StartedAt => _startedAt.Value;

    /// <summary>The machine's name.</summary>
    public string HostName { get; } = Environment.MachineName;

    /// <summary>Who the engine runs as.</summary>
    public string UserName { get; } = Environment.UserName;

    /// <summary>This process, as a lease names it.</summary>
    public LeaseHolder Self => _self.Value;

    /// <summary>
    /// Whether the holder of a lease ran on this machine and is gone: the machine was started since, or the process ended. False when that cannot be
    /// known from here.
    /// </summary>
    public bool IsCertainlyDead(LeaseHolder holder)
    {
        ArgumentNullException.ThrowIfNull(holder);
        if (holder.Host != HostName)
            return false;
        return holder.BootId != BootId || ProcessStat.Of(holder.ProcessId) is not { IsAlive: true } process || process.Start != holder.ProcessStart;
    }

    private static string ReadMachineId()
    {
        try
        {
            return File.ReadAllText("/etc/machine-id").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static DateTimeOffset ReadStart()
    {
        var line = File.ReadLines("/proc/stat").First(static l => l.StartsWith("btime ", StringComparison.Ordinal));
        return DateTimeOffset.FromUnixTimeSeconds(long.Parse(line.AsSpan(6), CultureInfo.InvariantCulture));
    }
}
