using System.Collections.Immutable;

namespace RunbookEngine.Cli.Pages;

/// <summary>Where a moment lies between the two edges of a chart. A long time in which nobody drove the run takes little room, so that the hours of work stay readable. Pure.</summary>
internal sealed class ChartScale
{
    /// <summary>The room that such a time takes at the most, as a part of the time that was driven.</summary>
    private const double MostAway = 0.05;

    private readonly ImmutableArray<Segment> _segments;
    private readonly double _width;

    /// <param name="start">The left edge.</param>
    /// <param name="end">The right edge.</param>
    /// <param name="away">When nobody drove the run, in order.</param>
    public ChartScale(DateTimeOffset start, DateTimeOffset end, IEnumerable<(DateTimeOffset From, DateTimeOffset To)> away)
    {
        var gaps = away.Where(a => a.From >= start && a.To <= end && a.To > a.From).ToList();
        var driven = (end - start - gaps.Aggregate(TimeSpan.Zero, static (sum, g) => sum + (g.To - g.From))).TotalSeconds;
        var segments = ImmutableArray.CreateBuilder<Segment>();
        var (at, x) = (start, 0.0);
        foreach (var (from, to) in gaps)
        {
            Add(from, (from - at).TotalSeconds, false);
            Add(to, Math.Min((to - from).TotalSeconds, Math.Max(1, driven * MostAway)), true);
        }

        Add(end, (end - at).TotalSeconds, false);
        (_segments, _width) = (segments.ToImmutable(), x);

        void Add(DateTimeOffset to, double width, bool isAway)
        {
            segments.Add(new(at, to, x, width, isAway));
            (at, x) = (to, x + width);
        }
    }

    /// <summary>The times in which nobody drove the run.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Away => _segments.Where(static s => s.IsAway).Select(static s => (s.From, s.To));

    /// <summary>From 0, the left edge, to 1.</summary>
    public double Part(DateTimeOffset at)
    {
        if (_width <= 0)
            return 0;
        var segment = _segments.FirstOrDefault(s => at <= s.To) ?? _segments[^1];
        var inside = segment.To > segment.From ? Math.Clamp((at - segment.From) / (segment.To - segment.From), 0, 1) : 0;
        return (segment.X + (inside * segment.Width)) / _width;
    }

    /// <summary>The moment at a part.</summary>
    public DateTimeOffset At(double part)
    {
        var x = part * _width;
        var segment = _segments.FirstOrDefault(s => x <= s.X + s.Width) ?? _segments[^1];
        return segment.Width <= 0 ? segment.From : segment.From + ((segment.To - segment.From) * Math.Clamp((x - segment.X) / segment.Width, 0, 1));
    }

    private sealed record Segment(DateTimeOffset From, DateTimeOffset To, double X, double Width, bool IsAway);
}
