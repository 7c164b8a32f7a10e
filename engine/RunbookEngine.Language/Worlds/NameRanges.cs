using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Language;

/// <summary>Brings names that count upwards together into ranges: <c>w1, w2, w3</c> is <c>w[1:3]</c>. Pure; inventories and worlds read them back.</summary>
public static class NameRanges
{
    /// <summary>The ranges, and single names where nothing counts, in the order of the names.</summary>
    public static ImmutableArray<string> Of(IEnumerable<string> names)
    {
        var ranges = ImmutableArray.CreateBuilder<string>();
        Run? run = null;
        foreach (var name in names)
        {
            if (run is not null && run.TryAdd(name))
                continue;
            if (run is not null)
                ranges.Add(run.ToString());
            run = new(name);
        }

        if (run is not null)
            ranges.Add(run.ToString());
        return ranges.ToImmutable();
    }

    /// <summary>Names that differ in their last number only, each one more than that before.</summary>
    private sealed class Run
    {
        private readonly string _first;
        private readonly (string Before, string Digits, string After) _parts;
        private string _last;
        private long _next;

        public Run(string name)
        {
            _first = name;
            _parts = Split(name);
            _last = _parts.Digits;
            _next = long.TryParse(_last, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number + 1 : -1;
        }

        public bool TryAdd(string name)
        {
            var (before, digits, after) = Split(name);
            if (_next < 0 || before != _parts.Before || after != _parts.After || digits != Written(_next))
                return false;
            (_last, _next) = (digits, _next + 1);
            return true;
        }

        public override string ToString() => _last == _parts.Digits ? _first : $"{_parts.Before}[{_parts.Digits}:{_last}]{_parts.After}";

        /// <summary>With zeros in front, all are equally long.</summary>
        private string Written(long number) =>
            number.ToString(CultureInfo.InvariantCulture) is var text && _parts.Digits is ['0', _, ..] ? text.PadLeft(_parts.Digits.Length, '0') : text;

        private static (string, string, string) Split(string name)
        {
            var end = name.Length;
            while (end > 0 && !char.IsAsciiDigit(name[end - 1]))
                end--;
            var start = end;
            while (start > 0 && char.IsAsciiDigit(name[start - 1]))
                start--;
            return end - start is 0 or > 9 ? (name, "", "") : (name[..start], name[start..end], name[end..]);
        }
    }
}
