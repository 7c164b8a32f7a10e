using System.Collections.Immutable;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Http;

/// <summary>Sends one request and follows where it is sent on to.</summary>
internal sealed class HttpExchange(HttpClient client, HttpSettings settings, TimeProvider clock)
{
    private const int MostRedirects = 5;
    private const int LongestBody = 1024 * 1024;

    /// <summary>The answer, or why there is none. Throws only when cancelled.</summary>
    public async Task<HttpAnswer> AskAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(settings.RequestTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await FollowAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new HttpAnswer.Missing(HttpRequestError.Unknown, $"no answer within {Durations.Format(settings.RequestTimeout)}");
        }
        catch (HttpRequestException exception)
        {
            return new HttpAnswer.Missing(exception.HttpRequestError, Innermost(exception));
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException)
        {
            return new HttpAnswer.Missing(HttpRequestError.ResponseEnded, Innermost(exception));
        }
    }

    private async Task<HttpAnswer> FollowAsync(CancellationToken cancellation)
    {
        var url = settings.Url;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = Request(url);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (Redirects.NextOf(url, response) is not { } next)
                return await ReadAsync(response, cancellation);
            if (settings.Wanted.Contains((int)response.StatusCode))
                return await ReadAsync(response, cancellation);
            if (!Redirects.IsAllowed(url, next))
                return new HttpAnswer.Astray($"leads to {next.GetLeftPart(UriPartial.Path)}, away from https");
            url = next;
        }

        return new HttpAnswer.Astray("leads on and on");
    }

    private HttpRequestMessage Request(Uri url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (!Redirects.IsSameServer(settings.Url, url))
            return request;
        foreach (var (name, value) in settings.Headers)
        {
            var text = value is Value.Secret secret ? secret.Reveal() : value.ToString();
            if (!request.Headers.TryAddWithoutValidation(name, text))
                throw new SettingException($"the header `{name}` cannot be sent with a GET", "leave it out: it describes a body, and a GET has none");
        }

        return request;
    }

    private static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[64 * 1024];
        using var body = new MemoryStream();
        while (body.Length < LongestBody)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, LongestBody - body.Length)), cancellation);
            if (count == 0)
                break;
            body.Write(buffer, 0, count);
        }

        return new HttpAnswer.Received((int)response.StatusCode, Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length), HeadersOf(response));
    }

    private static ImmutableArray<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage response) =>
    [
        .. response.Headers.Concat(response.Content.Headers)
            .Select(static h => KeyValuePair.Create(LowerCase(h.Key), string.Join(", ", h.Value)))
            .OrderBy(static h => h.Key, StringComparer.Ordinal),
    ];

    private static string LowerCase(string name) => string.Create(name.Length, name, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];
    });

    /// <summary>The first cause says what happened; those around it only where.</summary>
    private static string Innermost(Exception exception) => exception.GetBaseException().Message.TrimEnd('.');
}
