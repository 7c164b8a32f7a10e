using System.Globalization;
using RunbookEngine.Execution;

namespace RunbookEngine.Ssh.Files;

/// <summary>Reads what <c>stat</c> prints.</summary>
internal static class FactsText
{
    private const int TypeBits = 0xF000;

    /// <summary>Null when it makes no sense.</summary>
    public static FileFacts? Parse(string line)
    {
        if (line.Trim('\n').Split(' ') is not [var raw, var size, var change, var names, var numbers]
            || !int.TryParse(raw, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mode)
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || !decimal.TryParse(change, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(seconds) > 60_000_000_000m)
            return null;
        return new(Kind(mode), length, new Permissions(mode & 0xFFF), Owner(names, numbers), DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)));
    }

    private static FileKind Kind(int mode) =>
        (mode & TypeBits) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Directory,
            0xA000 => FileKind.Link,
            _ => FileKind.Other,
        };

    /// <summary>By name, and by number where there is no name.</summary>
    private static string Owner(string names, string numbers)
    {
        var (name, number) = (names.Split(':'), numbers.Split(':'));
        return name.Length == 2 && number.Length == 2
            ? $"{(name[0] == "UNKNOWN" ? number[0] : name[0])}:{(name[1] == "UNKNOWN" ? number[1] : name[1])}"
            : numbers;
    }
}
