using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Language;

/// <summary>
/// Ranges as Ansible has them: <c>w[1:16]</c>, <c>w[01:16]</c> (zeros kept), <c>w[a:f]</c>, <c>w[1:9:2]</c> (every second). Several in one name give all combinations. Pure.
/// </summary>
internal static class HostRange
{
    /// <summary>Hosts of one inventory.</summary>
    public const int Most = 10_000;

    public static bool Is(string text) => text.Contains('[', StringComparison.Ordinal) || text.Contains(']', StringComparison.Ordinal);

    /// <summary>All names; or why there are none.</summary>
    public static (ImmutableArray<string> Names, string? Problem) Expand(string text)
    {
        var open = text.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
            return text.Contains(']', StringComparison.Ordinal) ? ([], "`]` has no `[`") : ([text], null);
        var close = text.IndexOf(']', open);
        if (close < 0)
            return ([], "`[` is never closed");
        var (items, problem) = Items(text[(open + 1)..close]);
        if (problem is not null)
            return ([], problem);
        var (rests, later) = Expand(text[(close + 1)..]);
        if (later is not null)
            return ([], later);
        if ((long)items.Length * rests.Length > Most)
            return ([], $"that would be more than {Most} hosts");
        return ([.. items.SelectMany(i => rests.Select(r => text[..open] + i + r))], null);
    }

    private static (ImmutableArray<string> Items, string? Problem) Items(string range)
    {
        var parts = range.Split(':');
        if (parts.Length is < 2 or > 3)
            return ([], "a range has a first and a last, such as `[1:16]`");
        var step = 1;
        if (parts.Length == 3 && (!int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step < 1))
            return ([], "the step of a range is a number from 1 on");
        if (parts[0] is [var first and >= 'a' and <= 'z'] && parts[1] is [var last and >= 'a' and <= 'z'])
            return Made(first, last, step, static c => ((char)c).ToString());
        if (parts[0] is [var upper and >= 'A' and <= 'Z'] && parts[1] is [var end and >= 'A' and <= 'Z'])
            return Made(upper, end, step, static c => ((char)c).ToString());
        return Numbers(parts[0].Length == 0 ? "0" : parts[0], parts[1], step);
    }

    private static (ImmutableArray<string> Items, string? Problem) Numbers(string from, string to, int step)
    {
        if (!int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first) || !int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            return ([], "a range goes from a number to a number, or from a letter to a letter");
        if (from[0] == '0' && from.Length > 1 && from.Length != to.Length)
            return ([], "with zeros in front, the first and the last of a range are equally long");
        var width = from[0] == '0' ? from.Length : 0;
        return Made(first, last, step, n => n.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0'));
    }

    private static (ImmutableArray<string> Items, string? Problem) Made(int first, int last, int step, Func<int, string> text)
    {
        if (first > last)
            return ([], "a range goes upwards");
        if (((long)last - first) / step >= Most)
            return ([], $"that would be more than {Most} hosts");
        var items = ImmutableArray.CreateBuilder<string>();
        for (long n = first; n <= last; n += step)
            items.Add(text((int)n));
        return (items.ToImmutable(), null);
    }
}
