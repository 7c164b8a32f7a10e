using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Http;

/// <summary>A request, its settings checked once.</summary>
internal sealed record HttpSettings
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public required Uri Url { get; init; }

    public required ImmutableArray<int> Wanted { get; init; }

    /// <summary>Whether to ask again until a wanted status comes.</summary>
    public required bool Repeat { get; init; }

    public required TimeSpan Interval { get; init; }

    public required TimeSpan RequestTimeout { get; init; }

    public required ImmutableArray<KeyValuePair<string, Value>> Headers { get; init; }

    /// <summary>Absolute; null: the system's authorities.</summary>
    public required string? CaCertificate { get; init; }

    /// <summary>Absolute; null together with <see cref="Key"/>: none.</summary>
    public required string? Certificate { get; init; }

    public required string? Key { get; init; }

    public required bool Insecure { get; init; }

    /// <exception cref="SettingException">A setting makes no sense.</exception>
    public static HttpSettings From(StepContext context)
    {
        var arguments = context.Arguments;
        var repeat = arguments.Has(HttpDefinition.UntilStatus);
        if (repeat && arguments.Has(HttpDefinition.Status))
            throw new SettingException("`status` and `until-status` say the same in two ways", "keep `until-status` to ask again, or `status` to ask once");
        var wanted = Statuses(arguments, repeat ? HttpDefinition.UntilStatus : HttpDefinition.Status);
        var settings = new HttpSettings
        {
            Url = UrlOf(arguments.Text(HttpDefinition.Url)),
            Wanted = wanted.IsEmpty ? [200] : wanted,
            Repeat = repeat,
            Interval = Intervals.Of(context, HttpDefinition.Interval, DefaultInterval),
            RequestTimeout = Intervals.Of(context, HttpDefinition.RequestTimeout, DefaultTimeout),
            Headers = [.. arguments.Map(HttpDefinition.Headers).Select(Header)],
            CaCertificate = TargetPath.OrNull(context, HttpDefinition.CaCertificate),
            Certificate = TargetPath.OrNull(context, HttpDefinition.Certificate),
            Key = TargetPath.OrNull(context, HttpDefinition.Key),
            Insecure = arguments.Flag(HttpDefinition.Insecure),
        };
        if ((settings.Certificate is null) != (settings.Key is null))
            throw new SettingException("`cert` and `key` belong together, and only one is given", "give both, or none");
        return settings;
    }

    private static Uri UrlOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new SettingException($"`{text}` is not the address of a web server", "write it whole, such as `https://127.0.0.1:2379/health`");
        if (url.UserInfo.Length > 0)
            throw new SettingException("the address holds credentials", "addresses end up in logs: send an `Authorization` header instead");
        return url;
    }

    /// <summary>A line break in a value would let it add headers of its own.</summary>
    private static KeyValuePair<string, Value> Header(KeyValuePair<string, Value> header)
    {
        var value = header.Value is Value.Secret secret ? secret.Reveal() : header.Value.ToString();
        if (header.Key.Length == 0 || !header.Key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new SettingException($"`{header.Key}` cannot be the name of a header", "use letters, digits and `-`");
        if (value.Any(static c => c is '\r' or '\n' or '\0'))
            throw new SettingException($"the header `{header.Key}` holds a line break or a NUL", "remove it from the value that is inserted");
        return header;
    }

    private static ImmutableArray<int> Statuses(Arguments arguments, string name) => [.. arguments.List(name).Select(text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599
            ? status
            : throw new SettingException($"`{name}` holds `{text}`, which is not an HTTP status", "write numbers from 100 to 599, such as `[200, 204]`"))];
}
