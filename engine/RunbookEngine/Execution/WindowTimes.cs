using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>What a runbook says of its window, evaluated. Empty texts count as left out.</summary>
/// <param name="Opens">A time of day or a moment.</param>
/// <param name="Closes">A time of day, a moment, or a duration from now.</param>
/// <param name="Margin">A duration, or <c>auto</c>.</param>
/// <param name="TimeZone">An IANA name.</param>
public sealed record WindowTexts(string? Opens, string? Closes, string? Margin, string? TimeZone);

/// <summary>
/// Turns times of day into moments. Pure. Where a clock is set forward, a time that does not exist is the moment of the change; where it is set back, a window opens at the
/// later and closes at the earlier of the two moments of the same name, so that no work is done outside of it.
/// </summary>
public static class WindowTimes
{
    private static readonly string[] s_moments = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>Works the window out.</summary>
    /// <param name="texts">What the runbook says.</param>
    /// <param name="until">What the operator says instead of <see cref="WindowTexts.Closes"/>; null: nothing.</param>
    /// <param name="now">Now.</param>
    /// <param name="local">The machine's time zone, which holds unless the runbook names one.</param>
    /// <exception cref="FormatException">A text is none of what it may be; the message says what it may be.</exception>
    /// <exception cref="WindowClosedException">Now is outside of it.</exception>
    public static RunWindow Of(WindowTexts texts, string? until, DateTimeOffset now, TimeZoneInfo local)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var zone = Given(texts.TimeZone) is { } name ? ZoneOf(name) : local;
        var margin = MarginOf(Given(texts.Margin));
        var closes = Given(until) ?? Given(texts.Closes);
        var opens = Given(texts.Opens);
        if (closes is not null && Durations.TryParse(closes, out var duration))
        {
            if (opens is not null && until is null)
                RequireOpen(opens, null, now, zone);
            return new(null, TimeZoneInfo.ConvertTime(now + duration, zone), margin);
        }

        if (opens is not null)
            return new(null, RequireOpen(opens, closes, now, zone), margin);
        return new(null, closes is null ? null : CloseAfter(closes, now, zone), margin);
    }

    /// <summary>The close of the window that is open now.</summary>
    private static DateTimeOffset? RequireOpen(string opens, string? closes, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (TimeOfDay(opens) is not { } daily)
        {
            var moment = MomentOf(opens, zone, later: true) ?? throw Wrong("opens", opens, "a time of day such as 22:00, or a moment such as 2026-11-28T22:00");
            if (now < moment)
                throw new WindowClosedException($"the window opens at {Shown(moment, zone)}", moment);
            return closes is null ? null : CloseAfter(closes, now, zone);
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        for (var day = -1; day <= 0; day++)
        {
            var opened = Moment(today.AddDays(day).ToDateTime(daily), zone, later: true);
            if (opened > now)
                continue;
            var close = closes is null ? Moment(today.AddDays(day + 1).ToDateTime(TimeOnly.MinValue), zone, later: false) : FirstClose(closes, opened, zone);
            if (now < close)
                return closes is null ? null : close;
        }

        var next = Moment(today.ToDateTime(daily), zone, later: true) is var at && at > now ? at : Moment(today.AddDays(1).ToDateTime(daily), zone, later: true);
        throw new WindowClosedException($"the window is closed; it opens at {Shown(next, zone)}", next);
    }

    private static DateTimeOffset CloseAfter(string closes, DateTimeOffset now, TimeZoneInfo zone)
    {
        var close = FirstClose(closes, now, zone);
        return close > now ? close : throw new WindowClosedException($"the window closed at {Shown(close, zone)}", null);
    }

    /// <summary>The first close after a moment; the one that is named, whenever that is, when it is a moment itself.</summary>
    private static DateTimeOffset FirstClose(string closes, DateTimeOffset after, TimeZoneInfo zone)
    {
        if (TimeOfDay(closes) is not { } daily)
            return MomentOf(closes, zone, later: false) ?? throw Wrong("closes", closes, "a time of day such as 04:00, a moment such as 2026-11-29T04:00, or a duration such as 4h");
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime);
        var close = Moment(day.ToDateTime(daily), zone, later: false);
        return close > after ? close : Moment(day.AddDays(1).ToDateTime(daily), zone, later: false);
    }

    private static TimeOnly? TimeOfDay(string text) =>
        TimeOnly.TryParseExact(text, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static DateTimeOffset? MomentOf(string text, TimeZoneInfo zone, bool later)
    {
        if (DateTime.TryParseExact(text, s_moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
            return Moment(clock, zone, later);
        var formats = s_moments.Select(static m => m + "zzz").Concat(s_moments.Select(static m => m + "'Z'")).ToArray();
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }

    private static DateTimeOffset Moment(DateTime clock, TimeZoneInfo zone, bool later)
    {
        // The clocks of the world are set forward by at most a day.
        if (zone.IsInvalidTime(clock))
        {
            var before = clock.AddDays(-1);
            var change = new DateTimeOffset(clock, zone.GetUtcOffset(before));
            return FirstValid(change, zone);
        }

        if (!zone.IsAmbiguousTime(clock))
            return new(clock, zone.GetUtcOffset(clock));
        var offsets = zone.GetAmbiguousTimeOffsets(clock);
        return new(clock, later ? offsets.Min() : offsets.Max());
    }

    /// <summary>The change of the clock at or before a moment that lies in the gap as the old offset counts it.</summary>
    private static DateTimeOffset FirstValid(DateTimeOffset inGap, TimeZoneInfo zone)
    {
        var (before, after) = (inGap.AddDays(-1), inGap);
        var old = zone.GetUtcOffset(before);
        while (after - before > TimeSpan.FromSeconds(1))
        {
            var middle = before + ((after - before) / 2);
            if (zone.GetUtcOffset(middle) == old)
                before = middle;
            else
                after = middle;
        }

        var change = new DateTimeOffset(after.Ticks - (after.Ticks % TimeSpan.TicksPerSecond), after.Offset);
        return TimeZoneInfo.ConvertTime(change, zone);
    }

    private static TimeSpan? MarginOf(string? text)
    {
        if (text is null or "auto")
            return null;
        return Durations.TryParse(text, out var margin) ? margin : throw Wrong("margin", text, "a duration such as 15m, or `auto`");
    }

    private static TimeZoneInfo ZoneOf(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : throw Wrong("time-zone", name, "a name such as Europe/Berlin that this machine's tzdata knows");

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Shown(DateTimeOffset moment, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(moment, zone).ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private static FormatException Wrong(string what, string text, string wanted) => new($"`{what}` of the window is `{text}`; it should be {wanted}");
}
