using System.Globalization;
using System.Runtime.InteropServices;

namespace RunbookEngine.Local.Files;

/// <summary>Users and groups by name and by number, as the system's own directory knows them.</summary>
internal static unsafe class Accounts
{
    private const int Room = 64 * 1024;

    /// <summary>Where the number stands: behind two pointers in both records.</summary>
    private static readonly int NumberOffset = 2 * sizeof(byte*);

    /// <summary><c>user:group</c>, a number where there is no name.</summary>
    public static string NameOf(uint user, uint group) =>
        string.Create(CultureInfo.InvariantCulture, $"{UserName(user) ?? Text(user)}:{GroupName(group) ?? Text(group)}");

    /// <summary>
    /// Reads <c>user</c>, <c>user:group</c> or <c>:group</c>, names or numbers. What is not given comes out as <see cref="Native.Unchanged"/>.
    /// </summary>
    /// <exception cref="IOException">There is no such user or group.</exception>
    public static (uint User, uint Group) Parse(string owner)
    {
        var parts = owner.Split(':');
        if (parts.Length > 2 || parts.All(static p => p.Length == 0) || owner.Contains('\0', StringComparison.Ordinal))
            throw new IOException($"`{owner.Replace('\0', '?')}` is not an owner; write `user`, `user:group` or `:group`");
        var user = parts[0].Length == 0 ? Native.Unchanged : User(parts[0]);
        var group = parts.Length < 2 || parts[1].Length == 0 ? Native.Unchanged : Group(parts[1]);
        return (user, group);
    }

    private static uint User(string name) =>
        Number(name, Native.UserByName) ?? Literal(name) ?? throw new IOException($"there is no user `{name}` on this machine; create it, or correct `owner`");

    private static uint Group(string name) =>
        Number(name, Native.GroupByName) ?? Literal(name) ?? throw new IOException($"there is no group `{name}` on this machine; create it, or correct `owner`");

    private static string? UserName(uint id) => Name(id, Native.UserByNumber);

    private static string? GroupName(uint id) => Name(id, Native.GroupByNumber);

    private static uint? Literal(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != Native.Unchanged ? id : null;

    private static string Text(uint id) => id.ToString(CultureInfo.InvariantCulture);

    private static uint? Number(string name, ByName find)
    {
        var record = stackalloc byte[128];
        var buffer = (byte*)NativeMemory.Alloc(Room);
        byte* found;
        var id = find(name, record, buffer, Room, &found) == 0 && found != null ? *(uint*)(record + NumberOffset) : (uint?)null;
        NativeMemory.Free(buffer);
        return id;
    }

    private static string? Name(uint id, ByNumber find)
    {
        var record = stackalloc byte[128];
        var buffer = (byte*)NativeMemory.Alloc(Room);
        byte* found;
        var name = find(id, record, buffer, Room, &found) == 0 && found != null ? Marshal.PtrToStringUTF8(*(nint*)record) : null;
        NativeMemory.Free(buffer);
        return name;
    }

    private delegate int ByName(string name, byte* record, byte* buffer, nint size, byte** result);

    private delegate int ByNumber(uint id, byte* record, byte* buffer, nint size, byte** result);
}
