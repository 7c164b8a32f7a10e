using System.Globalization;

namespace RunbookEngine.Language;

/// <summary>The forms of time that a window takes.</summary>
internal static class WindowTime
{
    private static readonly string[] s_moments = [.. new[] { "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss" }.SelectMany(static f => new[] { f, f + "'Z'", f + "zzz" })];

    /// <summary>Such as <c>22:00</c>.</summary>
    public static bool IsTimeOfDay(string text) => TimeOnly.TryParseExact(text, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Such as <c>2026-11-28T22:00</c>, with seconds and an offset or without.</summary>
    public static bool IsMoment(string text) =>
        DateTimeOffset.TryParseExact(text, s_moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
