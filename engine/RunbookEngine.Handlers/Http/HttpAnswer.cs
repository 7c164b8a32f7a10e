using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Http;

/// <summary>What came of one request: an answer, or the reason why there was none. Pure.</summary>
internal abstract record HttpAnswer
{
    private const int DetailLines = 10;
    private const int LongestLine = 500;

    private HttpAnswer()
    {
    }

    /// <summary>What a failure says of it.</summary>
    public abstract StepFailure Failure(HttpSettings settings);

    /// <summary>The server answered.</summary>
    public sealed record Received(int Status, string Body, ImmutableArray<KeyValuePair<string, string>> Headers) : HttpAnswer
    {
        public Value.Map Outputs => OutputMap.Of(
            ("status", OutputMap.Integer(Status)),
            ("body", OutputMap.Text(Body)),
            ("headers", new Value.Map([.. Headers.Select(static h => KeyValuePair.Create(h.Key, OutputMap.Text(h.Value)))])));

        public override StepFailure Failure(HttpSettings settings) => new(
            "http-status",
            string.Create(CultureInfo.InvariantCulture, $"{settings.Url} answered {Status}, not {string.Join(" or ", settings.Wanted)}"),
            Retryable: true,
            "read its answer above, mend the server, then resume; `until-status` waits for it",
            [.. Body.Split('\n').Take(DetailLines).Where(static l => l.Trim().Length > 0).Select(static l => l.Length > LongestLine ? l[..LongestLine] + "…" : l)]);
    }

    /// <summary>No answer came.</summary>
    /// <param name="Error">Of which kind.</param>
    /// <param name="Reason">In the system's words.</param>
    public sealed record Missing(HttpRequestError Error, string Reason) : HttpAnswer
    {
        public override StepFailure Failure(HttpSettings settings) =>
            new("http-error", $"{settings.Url} did not answer: {Reason}", Retryable: true, Hint);

        private string Hint => Error switch
        {
            HttpRequestError.NameResolutionError => "check the name in the address, and that this machine can resolve it",
            HttpRequestError.ConnectionError => "check that the server runs and listens there, and that no firewall is in between",
            HttpRequestError.SecureConnectionError => "check the certificates: `cacert` must hold the server's authority, `cert` and `key` what the server asks for",
            _ => "look at the server's own log, then resume",
        };
    }

    /// <summary>The server sends the client to a place where it must not follow, or on and on.</summary>
    public sealed record Astray(string Reason) : HttpAnswer
    {
        public override StepFailure Failure(HttpSettings settings) =>
            new("http-redirect", $"{settings.Url} {Reason}", Retryable: false, "write the address that is meant in the end; `curl -sIL` shows the way there");
    }
}
