using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Http;

/// <summary>The words of the tool <c>http</c>.</summary>
internal static class HttpDefinition
{
    public const string Url = "url";
    public const string Status = "status";
    public const string UntilStatus = "until-status";
    public const string Interval = "interval";
    public const string RequestTimeout = "request-timeout";
    public const string Headers = "headers";
    public const string CaCertificate = "cacert";
    public const string Certificate = "cert";
    public const string Key = "key";
    public const string Insecure = "insecure";

    public static ToolDefinition Tool { get; } = new("http", "Asks a web server.", [Get()]);

    private static VerbDefinition Get() => new()
    {
        Name = "get",
        Summary = "Sends a GET, follows at most 5 redirects that do not lead away from https, and judges the status.",
        HasSideEffect = false,
        Main = new(Url, ParameterType.Text, "The address, http or https; credentials belong in `headers`, never here.", Required: true,
            Example: "https://127.0.0.1:2379/health"),
        Parameters =
        [
            new(Status, ParameterType.TextList, "The statuses that count as success; only 200 when left out.", Example: "[200, 204]"),
            new(UntilStatus, ParameterType.TextList,
                "Asks again and again until one of these statuses comes; give the step a `timeout`, or it may ask for ever.", Example: "200"),
            new(Interval, ParameterType.Duration, "The time between two requests of `until-status`; 2s when left out.", Example: "5s"),
            new(RequestTimeout, ParameterType.Duration, "How long one request may take; 30s when left out.", Example: "10s"),
            new(Headers, ParameterType.TextMap, "Headers of the request; they are not sent on to another server by a redirect.", AllowsSecret: true,
                Example: "{ Authorization: \"Bearer {{ inputs.token }}\" }"),
            new(CaCertificate, ParameterType.Path, "A PEM file with the only authorities to trust; those of the system when left out.",
                Example: "/etc/kubernetes/pki/etcd/ca.crt"),
            new(Certificate, ParameterType.Path, "A PEM file with the client's certificate; needs `key`.", Example: "/etc/etcd/client.crt"),
            new(Key, ParameterType.Path, "A PEM file with the client's key; needs `cert`.", Example: "/etc/etcd/client.key"),
            new(Insecure, ParameterType.Boolean,
                "DANGEROUS: accepts any certificate, so that anybody in between can read and answer; use `cacert` instead. False when left out.",
                Example: "true"),
        ],
        Outputs =
        [
            new("status", ParameterType.Integer, "The status of the last answer."),
            new("body", ParameterType.Text, "Its text; the first 1 MiB."),
            new("headers", ParameterType.TextMap, "Its headers, names in lower case; those that stand twice are joined by a comma."),
        ],
        Example = """
            - id: healthy
              http:
                get: https://127.0.0.1:2379/health
                cacert: /etc/kubernetes/pki/etcd/ca.crt
                until-status: 200
              timeout: 5m
            """,
    };
}
