#:property AllowUnsafeBlocks=true
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false

// The stopwatch of compare.sh, and the floor below which no engine with its promises can go.
//
//   bench run LOG COMMAND…   runs it with its output in LOG; prints wall milliseconds, peak resident KiB and exit status
//   bench floor STEPS FILE   for each step: starts `/bin/sh -c true` in a session of its own, waits for it, appends a record to FILE and flushes it;
//                            prints wall milliseconds
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

return args switch
{
    ["run", var log, .. { Length: > 0 } command] => Run(log, command),
    ["floor", var steps, var file] => Floor(int.Parse(steps, CultureInfo.InvariantCulture), file),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: bench run LOG COMMAND… | bench floor STEPS FILE");
    return 2;
}

static int Run(string log, string[] command)
{
    var clock = Stopwatch.StartNew();
    var (status, peak) = Native.Finish(Native.Start(command, log, newSession: false));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalMilliseconds:F2} {peak} {status}"));
    return 0;
}

static int Floor(int steps, string file)
{
    string[] command = ["/bin/sh", "-c", "true"];
    var record = new byte[600];
    record.AsSpan().Fill((byte)'x');
    using var journal = File.OpenHandle(file, FileMode.Create, FileAccess.Write);
    var clock = Stopwatch.StartNew();
    for (var i = 0; i < steps; i++)
    {
        Native.Finish(Native.Start(command, "/dev/null", newSession: true));
        RandomAccess.Write(journal, record, (long)i * record.Length);
        if (Native.Flush(journal) != 0)
            throw new IOException("the flush failed");
    }

    Console.WriteLine(clock.Elapsed.TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture));
    return 0;
}

internal static unsafe partial class Native
{
    private const int PeakOffset = 32;

    public static int Start(string[] command, string output, bool newSession)
    {
        var actions = stackalloc byte[1024];
        var attributes = stackalloc byte[1024];
        _ = InitActions(actions);
        _ = InitAttributes(attributes);
        _ = AddOpen(actions, 0, "/dev/null", 0, 0);
        _ = AddOpen(actions, 1, output, 0x241, 0x1A4);
        _ = AddDuplicate(actions, 1, 2);
        _ = SetFlags(attributes, (short)(newSession ? 0x80 : 0));
        var arguments = stackalloc nint[command.Length + 1];
        for (var i = 0; i < command.Length; i++)
            arguments[i] = Marshal.StringToCoTaskMemUTF8(command[i]);
        arguments[command.Length] = 0;
        int process;
        var error = Spawn(&process, command[0], actions, attributes, arguments, *(nint**)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ"));
        for (var i = 0; i < command.Length; i++)
            Marshal.FreeCoTaskMem(arguments[i]);
        _ = EndActions(actions);
        return error == 0 ? process : throw new IOException($"cannot start {command[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    public static (int Status, long PeakKiB) Finish(int process)
    {
        int status;
        var usage = stackalloc byte[256];
        while (Wait(process, &status, 0, usage) < 0)
        {
        }

        return ((status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f), *(long*)(usage + PeakOffset));
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int Flush(SafeHandle file);

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(int* process, string program, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int EndActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    private static partial int Wait(int process, int* status, int options, byte* usage);
}
