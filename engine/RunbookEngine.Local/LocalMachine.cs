using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Local.Files;
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
        _self = new(() => new(HostName, BootId, Environment.ProcessId, ProcessStat.Of(Environment.ProcessId)?.Start ?? 0, UserName) { Machine = MachineId, Processes = Processes });
    }

    /// <summary>What is new after every start of the kernel.</summary>
    public string BootId { get; }

    /// <summary>What stays the same over its starts, and differs from that of other machines; empty where there is none.</summary>
    public string MachineId { get; } = ReadMachineId();

    /// <summary>The namespace in which the processes that are seen here have their numbers; empty where it cannot be told.</summary>
    public string Processes { get; } = ReadNamespace();

    /// <summary>When its kernel started, to the second.</summary>
    public DateTimeOffset StartedAt => _startedAt.Value;

    /// <summary>The machine's name.</summary>
    public string HostName { get; } = Environment.MachineName;

    /// <summary>Who the engine runs as.</summary>
    public string UserName { get; } = Environment.UserName;

    /// <summary>This process, as a lease names it.</summary>
    public LeaseHolder Self => _self.Value;

    /// <summary>
    /// Whether the holder of a lease is a process that would be seen here, and is gone: the same machine, boot and namespace of processes, where its number has ended or belongs to another one. False when
    /// that cannot be known from here; then the lease is waited for. A name proves nothing, and neither does another boot: machines that were cloned share names and ids.
    /// </summary>
    public bool IsCertainlyDead(LeaseHolder holder)
    {
        ArgumentNullException.ThrowIfNull(holder);
        if (holder.BootId != BootId || holder.Machine != MachineId || holder.Processes != Processes || Processes.Length == 0)
            return false;
        return ProcessStat.Of(holder.ProcessId) is not { IsAlive: true } process || process.Start != holder.ProcessStart;
    }

    /// <summary>
    /// What tells a file from its copies: its inode, and when it was created where the file system keeps that. The same after it was renamed, another one for a copy or after a move to another disk.
    /// Null when it cannot be looked at.
    /// </summary>
    public static string? IdentityOf(string path) =>
        Facts.Of(path, followLinks: true, out _) is { } facts
            ? string.Create(CultureInfo.InvariantCulture, $"{facts.Inode}.{facts.Created?.Seconds ?? 0}.{facts.Created?.Nanoseconds ?? 0}")
            : null;

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

    private static string ReadNamespace()
    {
        try
        {
            return File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name is { } name ? string.Concat(name.Where(char.IsAsciiDigit)) : "";
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
