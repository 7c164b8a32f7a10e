
namespace RunbookEngine.Local.Files;

/// <summary>What the kernel knows of a path. The layout of <c>statx</c> is the same on every processor.</summary>
internal readonly record struct Facts(int Type, int Mode, uint User, uint Group, long Size, ulong Inode, ulong Device, Moment Accessed, Moment Changed, Moment? Created)
{
    private const int Bytes = 256;
    private const uint Fields = 0xfff;
    private const uint BirthField = 0x800;

    public const int Folder = 0x4000;
    public const int Regular = 0x8000;
    public const int Link = 0xA000;

    /// <summary>Last change of its content.</summary>
    public DateTimeOffset Modified => Changed.Time;

    /// <summary>When it was created; the last change of its content where the file system does not say.</summary>
    public DateTimeOffset Born => (Created ?? Changed).Time;

    /// <summary>Null and an error when the path cannot be looked at.</summary>
    public static unsafe Facts? Of(string path, bool followLinks, out int error)
    {
        var buffer = stackalloc byte[Bytes];
        error = 0;
        if (Native.Statx(Native.AtCurrentDirectory, path, followLinks ? 0 : Native.NoFollow, Fields, buffer) == 0)
            return Read(new(buffer, Bytes));
        error = Native.LastError;
        return null;
    }

    /// <summary>Whether both are the same file.</summary>
    public bool IsSameAs(Facts other) => Inode == other.Inode && Device == other.Device;

    private static Facts Read(ReadOnlySpan<byte> s)
    {
        var mode = BitConverter.ToUInt16(s[28..]);
        return new(
            mode & 0xF000,
            mode & 0xFFF,
            BitConverter.ToUInt32(s[20..]),
            BitConverter.ToUInt32(s[24..]),
            BitConverter.ToInt64(s[40..]),
            BitConverter.ToUInt64(s[32..]),
            ((ulong)BitConverter.ToUInt32(s[136..]) << 32) | BitConverter.ToUInt32(s[140..]),
            MomentAt(s[64..]),
            MomentAt(s[112..]),
            (BitConverter.ToUInt32(s) & BirthField) != 0 ? MomentAt(s[80..]) : null);
    }

    private static Moment MomentAt(ReadOnlySpan<byte> s) => new(BitConverter.ToInt64(s), BitConverter.ToUInt32(s[8..]));
}

/// <summary>A time as the kernel keeps it.</summary>
internal readonly record struct Moment(long Seconds, uint Nanoseconds)
{
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / 100);
}
