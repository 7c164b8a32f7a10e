using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>Reads numbers and percentages of a number of lanes. Pure.</summary>
public static class Percentages
{
    /// <summary>
    /// The number that a text such as <c>3</c> or <c>25%</c> means. A percentage is rounded up, and is at least 1 where there are lanes at all, so that a small fleet is not
    /// left without work.
    /// </summary>
    /// <param name="value">An integer, or a text.</param>
    /// <param name="lanes">All lanes.</param>
    /// <returns>Null when it is neither.</returns>
    public static int? Of(Value value, int lanes)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfNegative(lanes);
        var text = value.ToString().Trim();
        if (text.EndsWith('%'))
            return Number(text[..^1]) is > 0 and <= 100 and var percent ? (int)(((long)lanes * percent + 99) / 100) : null;
        return Number(text);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
