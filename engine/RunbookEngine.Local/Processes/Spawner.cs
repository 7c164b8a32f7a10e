namespace RunbookEngine.Local.Processes;

/// <summary>Starts a shell in a session of its own, with three descriptors and nothing else of the engine's.</summary>
internal static unsafe class Spawner
{
    private const short NewSession = 0x80;
    private const short DefaultSignals = 0x04;
    private const short BlockedSignals = 0x08;
    private const int Room = 1024;
    private static readonly byte[] Shell = "/bin/sh\0"u8.ToArray();

    /// <summary>
    /// Starts it in a folder. The runtime ignores and blocks signals that a command must find as a login shell would leave them, so all are reset.
    /// </summary>
    /// <param name="arguments">From the shell's own name on.</param>
    /// <param name="environment"><c>NAME=value</c>, all of it.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="input">Its standard input; -1: empty.</param>
    /// <param name="sign">Becomes its descriptor 3.</param>
    /// <param name="process">Its number.</param>
    /// <returns>0, or why nothing was started.</returns>
    public static int Start(
        IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string folder, int input, int sign, out int process)
    {
        using var argv = new NativeStrings(arguments);
        using var envp = new NativeStrings(environment);
        var attributes = stackalloc byte[Room];
        var actions = stackalloc byte[Room];
        SetAttributes(attributes);
        SetActions(actions, folder, input, sign);
        int started;
        int error;
        fixed (byte* shell = Shell)
            error = Native.Spawn(&started, shell, actions, attributes, argv.Pointers, envp.Pointers);
        _ = Native.SpawnActionsEnd(actions);
        process = error == 0 ? started : 0;
        return error;
    }

    private static void SetAttributes(byte* attributes)
    {
        var signals = stackalloc byte[128];
        _ = Native.SpawnAttributes(attributes);
        _ = Native.SpawnFlags(attributes, NewSession | DefaultSignals | BlockedSignals);
        _ = Native.AllSignals(signals);
        _ = Native.SpawnDefaultSignals(attributes, signals);
        _ = Native.NoSignals(signals);
        _ = Native.SpawnBlockedSignals(attributes, signals);
    }

    private static void SetActions(byte* actions, string folder, int input, int sign)
    {
        _ = Native.SpawnActions(actions);
        if (input < 0)
            _ = Native.SpawnOpen(actions, 0, "/dev/null", 0, 0);
        else
            _ = Native.SpawnDuplicate(actions, input, 0);
        _ = Native.SpawnDuplicate(actions, sign, 3);
        _ = Native.SpawnOpen(actions, 1, "/dev/null", Native.WriteOnly, 0);
        _ = Native.SpawnDuplicate(actions, 1, 2);
        _ = Native.SpawnChangeDirectory(actions, folder);
    }
}
