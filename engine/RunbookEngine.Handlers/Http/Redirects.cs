namespace RunbookEngine.Handlers.Http;

/// <summary>Where a client is sent on to, and whether it may go there. Pure.</summary>
internal static class Redirects
{
    /// <summary>The place that an answer sends on to; null when it is an answer by itself.</summary>
    public static Uri? NextOf(Uri asked, HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location ? new Uri(asked, location) : null;

    /// <summary>From http to http or https, from https to https only, and without credentials in the address.</summary>
    public static bool IsAllowed(Uri from, Uri to) => to.UserInfo.Length == 0 && (to.Scheme == "https" || (to.Scheme == "http" && from.Scheme == "http"));

    /// <summary>Whether headers meant for one may be sent to the other.</summary>
    public static bool IsSameServer(Uri one, Uri other) => one.Scheme == other.Scheme && one.Authority == other.Authority;
}
