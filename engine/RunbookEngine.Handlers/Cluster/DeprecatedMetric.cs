using System.Collections.Immutable;
using System.Text;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Reads the API server's metric of deprecated APIs that were asked for since it started. Pure; takes the metrics as they came, since they may be tens of megabytes.</summary>
internal static class DeprecatedMetric
{
    private static ReadOnlySpan<byte> Name => "apiserver_requested_deprecated_apis{"u8;

    public static ImmutableArray<DeprecatedApi> Read(ReadOnlySpan<byte> metrics)
    {
        var found = ImmutableArray.CreateBuilder<DeprecatedApi>();
        while (metrics.Length > 0)
        {
            var end = metrics.IndexOf((byte)'\n');
            var line = end < 0 ? metrics : metrics[..end];
            metrics = end < 0 ? default : metrics[(end + 1)..];
            if (line.StartsWith(Name) && Of(Encoding.UTF8.GetString(line[Name.Length..])) is { } api)
                found.Add(api);
        }

        return [.. found.Distinct()];
    }

    /// <summary>From <c>group="…",removed_release="1.32",resource="…",subresource="",version="v1beta3"} 1</c>; null when its value says that nobody asked.</summary>
    private static DeprecatedApi? Of(string rest)
    {
        if (rest.LastIndexOf('}') is not (> 0 and var end) || rest[(end + 1)..].Trim() is "0")
            return null;
        var labels = rest[..end].Split(',').Select(static p => p.Split('=', 2)).Where(static p => p.Length == 2).ToDictionary(static p => p[0], static p => p[1].Trim('"'));
        string[] name = [labels.GetValueOrDefault("resource", ""), labels.GetValueOrDefault("version", ""), labels.GetValueOrDefault("group", "")];
        return new(string.Join('.', name.Where(static n => n.Length > 0)), labels.GetValueOrDefault("removed_release", ""));
    }
}
