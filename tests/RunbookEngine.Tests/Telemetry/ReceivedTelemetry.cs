using System.Globalization;

namespace RunbookEngine.Tests.Telemetry;

/// <summary>A span as it came over the wire.</summary>
internal sealed record ReceivedSpan(string Trace, string Id, string Parent, string Name, int Kind, ulong Start, ulong End, int Status, string Message)
{
    /// <summary>OTLP's numbers.</summary>
    public const int Error = 2, Server = 2;

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public required IReadOnlyDictionary<string, string> Resource { get; init; }

    public required IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Tags)> Events { get; init; }

    public static IEnumerable<ReceivedSpan> Read(byte[] request) =>
        from resource in new ProtoMessage(request).Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        let status = span.Messages(15).FirstOrDefault()
        select new ReceivedSpan(
            span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (int)span.Number(6), span.Number(7), span.Number(8), (int)(status?.Number(3) ?? 0), status?.Text(2) ?? "")
        {
            Tags = TagsOf(span.Messages(9)),
            Resource = TagsOf(resource.Message(1).Messages(1)),
            Events = [.. span.Messages(11).Select(static e => (e.Text(2), TagsOf(e.Messages(3))))],
        };

    internal static IReadOnlyDictionary<string, string> TagsOf(IEnumerable<ProtoMessage> pairs) =>
        pairs.ToDictionary(static p => p.Text(1), static p => p.Message(2) switch
        {
            var v when v.Has(1) => v.Text(1),
            var v when v.Has(3) => ((long)v.Number(3)).ToString(CultureInfo.InvariantCulture),
            var v when v.Has(4) => v.Real(4).ToString(CultureInfo.InvariantCulture),
            var v => v.Has(2) ? (v.Number(2) == 1).ToString() : "",
        });
}

/// <summary>A point of a metric as it came over the wire.</summary>
/// <param name="Name">Of the metric.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">Its value; of a histogram the sum.</param>
/// <param name="Count">Of a histogram; 0 for others.</param>
internal sealed record ReceivedPoint(string Name, string Unit, double Value, ulong Count)
{
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public static IEnumerable<ReceivedPoint> Read(byte[] request) =>
        from resource in new ProtoMessage(request).Messages(1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        from point in Points(metric)
        select point;

    private static IEnumerable<ReceivedPoint> Points(ProtoMessage metric)
    {
        var (name, unit) = (metric.Text(1), metric.Text(3));
        var numbers = metric.Messages(5).Concat(metric.Messages(7)).SelectMany(static m => m.Messages(1))
            .Select(p => new ReceivedPoint(name, unit, p.Has(4) ? p.Real(4) : (long)p.Number(6), 0) { Tags = ReceivedSpan.TagsOf(p.Messages(7)) });
        var histograms = metric.Messages(9).SelectMany(static m => m.Messages(1))
            .Select(p => new ReceivedPoint(name, unit, p.Real(5), p.Number(4)) { Tags = ReceivedSpan.TagsOf(p.Messages(9)) });
        return numbers.Concat(histograms);
    }
}
