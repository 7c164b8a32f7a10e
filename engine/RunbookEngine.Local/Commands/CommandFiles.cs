using System.Collections.Immutable;
using System.Text;
using Microsoft.Win32.SafeHandles;
using RunbookEngine.Execution;
using RunbookEngine.Local.Files;

namespace RunbookEngine.Local.Commands;

/// <summary>
/// The files of one command, in the folder of its run: its script, its claim and its outputs. A folder for each command would cost several times as much.
/// </summary>
/// <param name="stem">Their path, up to the dot before what each is.</param>
internal sealed class CommandFiles(string stem)
{
    private const int OwnerFile = 0x180;
    private static int _scripts;

    /// <summary>The endings of their names.</summary>
    public static ImmutableArray<string> Endings { get; } = [".claim", ".script", ".stdout", ".stderr"];

    public string Stem { get; } = stem;

    public string ClaimPath => Stem + ".claim";

    public string ScriptPath => Stem + ".script";

    public string OutputPath(OutputKind kind) => Stem + (kind == OutputKind.Stdout ? ".stdout" : ".stderr");

    /// <summary>Puts the script there whole: a rename, because another starter of the same command may be reading it.</summary>
    public void WriteScript(string script)
    {
        var fresh = $"{Stem}.{Environment.ProcessId}.{Interlocked.Increment(ref _scripts)}.script";
        var descriptor = Native.Open(fresh, Native.WriteOnly | Native.Create | Native.CloseOnExec, OwnerFile);
        if (descriptor < 0)
            throw Failure("the script cannot be written", Native.LastError);
        using (var file = new SafeFileHandle(descriptor, ownsHandle: true))
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(script), 0);
        if (Native.Rename(fresh, ScriptPath) != 0)
            throw Failure("the script cannot be written", Native.LastError);
    }

    /// <summary>What the claim says now.</summary>
    public unsafe Claim ReadClaim()
    {
        var descriptor = Native.Open(ClaimPath, Native.CloseOnExec, 0);
        if (descriptor < 0)
        {
            var error = Native.LastError;
            return error is Native.NoSuchEntry or Native.NotADirectory ? new Claim.Free() : throw Failure("the claim cannot be read", error);
        }

        var buffer = stackalloc byte[512];
        var count = Native.Read(descriptor, buffer, 512);
        _ = Native.Close(descriptor);
        return Claim.Parse(Encoding.UTF8.GetString(buffer, (int)Math.Max(0, count)));
    }

    /// <summary>Takes the name so that nothing runs under it. False when somebody was faster.</summary>
    public unsafe bool TryVoid()
    {
        var descriptor = Native.Open(ClaimPath, Native.WriteOnly | Native.Create | Native.Exclusive | Native.CloseOnExec, OwnerFile);
        if (descriptor < 0)
        {
            var error = Native.LastError;
            return error == Native.Exists ? false : throw Failure("the name cannot be claimed", error);
        }

        fixed (byte* content = "void\n"u8)
            _ = Native.Write(descriptor, content, 5);
        _ = Native.Close(descriptor);
        return true;
    }

    /// <summary>When the claim was created. A file system that keeps no such times has only that of the last line.</summary>
    public DateTimeOffset? StartedAt => Facts.Of(ClaimPath, followLinks: false, out _)?.Born;

    /// <summary>When the last line of the claim was written.</summary>
    public DateTimeOffset? EndedAt => Facts.Of(ClaimPath, followLinks: false, out _)?.Modified;

    /// <summary>Whether anything of the command is there.</summary>
    public bool Any => Endings.Any(ending => Facts.Of(Stem + ending, followLinks: false, out _) is not null);

    /// <summary>
    /// Gives back the room of all but the claim. The files stay, empty, because a file system without a journal makes whoever creates a file search past
    /// all that were lately removed.
    /// </summary>
    public void Empty()
    {
        foreach (var path in new[] { ScriptPath, OutputPath(OutputKind.Stdout), OutputPath(OutputKind.Stderr) })
        {
            if (Facts.Of(path, followLinks: false, out _) is { Size: > 0 })
                _ = Native.Truncate(path, 0);
        }
    }

    private IOException Failure(string what, int error) => new($"{what} at {Stem}: {Native.Explain(error)}");
}
