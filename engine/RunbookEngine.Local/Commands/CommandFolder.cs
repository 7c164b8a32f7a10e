using System.Text;
using Microsoft.Win32.SafeHandles;
using RunbookEngine.Execution;
using RunbookEngine.Local.Files;

namespace RunbookEngine.Local.Commands;

/// <summary>
/// The folder of one command, <c>RUN/NAME</c> in the folder of commands: its script, its claim and its outputs. Only its owner can look inside.
/// </summary>
internal sealed class CommandFolder(string commands, string run, string name)
{
    private const uint OwnerOnly = 0x1C0;
    private const int OwnerFile = 0x180;
    private static int _scripts;

    private readonly string _run = commands + "/" + run;

    public string Path { get; } = $"{commands}/{run}/{name}";

    public string ClaimPath => Path + "/claim";

    public string ScriptPath => Path + "/script";

    public string OutputPath(OutputKind kind) => Path + (kind == OutputKind.Stdout ? "/stdout" : "/stderr");

    /// <summary>Creates the folder. True when it is new, so that nobody can have claimed the name yet.</summary>
    public bool Create()
    {
        if (Native.MakeDirectory(Path, OwnerOnly) == 0)
            return true;
        if (Native.LastError == Native.NoSuchEntry)
        {
            Directory.CreateDirectory(commands);
            _ = Native.MakeDirectory(_run, OwnerOnly);
            if (Native.MakeDirectory(Path, OwnerOnly) == 0)
                return true;
        }

        var error = Native.LastError;
        return error == Native.Exists ? false : throw Failure("the folder cannot be created", error);
    }

    /// <summary>Puts the script there whole: a rename, because another starter of the same command may be reading it.</summary>
    public void WriteScript(string script)
    {
        var fresh = $"{ScriptPath}.{Environment.ProcessId}.{Interlocked.Increment(ref _scripts)}";
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

    /// <summary>When the outputs and the claim were created: nothing is added to the folder after that.</summary>
    public DateTimeOffset? StartedAt => Facts.Of(Path, followLinks: false, out _)?.Modified;

    /// <summary>When the last line of the claim was written.</summary>
    public DateTimeOffset? EndedAt => Facts.Of(ClaimPath, followLinks: false, out _)?.Modified;

    /// <summary>Removes everything; the claim last, so that a name is never free again while its outputs are there.</summary>
    public void Remove()
    {
        foreach (var path in new[] { ScriptPath, OutputPath(OutputKind.Stdout), OutputPath(OutputKind.Stderr), ClaimPath })
            _ = Native.Unlink(path);
        if (Native.RemoveDirectory(Path) != 0 && Native.LastError == Native.NotEmpty)
            Directory.Delete(Path, recursive: true);
    }

    private IOException Failure(string what, int error) => new($"{what} in {Path}: {Native.Explain(error)}");
}
