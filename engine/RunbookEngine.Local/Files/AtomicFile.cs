using Microsoft.Win32.SafeHandles;
using RunbookEngine.Execution;

namespace RunbookEngine.Local.Files;

/// <summary>Replaces a file whole or not at all.</summary>
internal static class AtomicFile
{
    private const int CopyBytes = 1024 * 1024;
    private static readonly Permissions Ordinary = new(0x1A4);

    /// <summary>Writes the content.</summary>
    public static void Write(string path, ReadOnlyMemory<byte> content, Permissions? mode, string? owner) =>
        Replace(path, mode, owner, file => RandomAccess.Write(file, content.Span, 0));

    /// <summary>Copies a file; mode null: the source's.</summary>
    public static void Copy(string source, string destination, Permissions? mode, string? owner, CancellationToken cancellation)
    {
        var facts = RegularFile(source);
        using var from = File.OpenHandle(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Replace(destination, mode ?? new Permissions(facts.Mode), owner, to => Copy(from, to, cancellation));
    }

    /// <summary>Copies the bytes of a file.</summary>
    public static void Copy(SafeFileHandle from, SafeFileHandle to, CancellationToken cancellation)
    {
        var buffer = new byte[CopyBytes];
        for (var at = 0L; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(from, buffer, at);
            if (count == 0)
                return;
            RandomAccess.Write(to, buffer.AsSpan(0, count), at);
            at += count;
        }
    }

    /// <summary>The facts of a regular file, links followed; nothing else can be read without perhaps waiting for ever.</summary>
    public static Facts RegularFile(string path)
    {
        var facts = Facts.Of(path, followLinks: true, out var error) ?? throw Failure.Of("cannot read", path, error);
        return facts.Type switch
        {
            Facts.Regular => facts,
            Facts.Folder => throw Failure.Of("cannot read", path, Native.IsADirectory),
            _ => throw new IOException($"cannot read {path}: it is not a regular file; check the path"),
        };
    }

    private static void Replace(string path, Permissions? mode, string? owner, Action<SafeFileHandle> fill)
    {
        var old = Facts.Of(path, followLinks: false, out _);
        if (old is { Type: Facts.Folder })
            throw Failure.Of("cannot write", path, Native.IsADirectory);
        var given = owner is null ? (Native.Unchanged, Native.Unchanged) : Accounts.Parse(owner);
        var fresh = Neighbour.Of(path);
        try
        {
            using (var file = Create(fresh, path))
            {
                fill(file);
                Own(file, given, old, path);
                Mode(file, mode ?? ModeOf(old), path);
                RandomAccess.FlushToDisk(file);
            }

            if (Native.Rename(fresh, path) != 0)
                throw Failure.Last("cannot write", path);
            Attributes.Flush(Neighbour.FolderOf(path));
        }
        catch
        {
            _ = Native.Unlink(fresh);
            throw;
        }
    }

    private static SafeFileHandle Create(string fresh, string path)
    {
        var descriptor = Native.Open(fresh, Native.WriteOnly | Native.Create | Native.Exclusive | Native.CloseOnExec, 0x180);
        return descriptor >= 0 ? new(descriptor, ownsHandle: true) : throw Failure.Last("cannot write", path);
    }

    /// <summary>The owner that was given must be set; the old file's is kept where the system allows it.</summary>
    private static void Own(SafeFileHandle file, (uint User, uint Group) given, Facts? old, string path)
    {
        var user = given.User == Native.Unchanged && old is { Type: Facts.Regular } ? old.Value.User : given.User;
        var group = given.Group == Native.Unchanged && old is { Type: Facts.Regular } ? old.Value.Group : given.Group;
        if (user == Native.Unchanged && group == Native.Unchanged)
            return;
        var wanted = given != (Native.Unchanged, Native.Unchanged);
        if (Native.ChangeOwner((int)file.DangerousGetHandle(), user, group) != 0 && wanted)
            throw Failure.Last("cannot change the owner of", path);
    }

    private static void Mode(SafeFileHandle file, Permissions mode, string path)
    {
        if (Native.ChangeMode((int)file.DangerousGetHandle(), (uint)mode.Bits) != 0)
            throw Failure.Last("cannot change the mode of", path);
    }

    private static Permissions ModeOf(Facts? old) => old is { Type: Facts.Regular } file ? new(file.Mode) : Ordinary;
}
