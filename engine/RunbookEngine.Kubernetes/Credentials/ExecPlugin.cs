using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using k8s.KubeConfigModels;
using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes.Configuration;

namespace RunbookEngine.Kubernetes.Credentials;

/// <summary>A program that a kubeconfig names to give credentials (client.authentication.k8s.io).</summary>
internal sealed record ExecPlugin
{
    /// <summary>What to call.</summary>
    public required string Command { get; init; }

    public ImmutableArray<string> Arguments { get; init; } = [];

    public ImmutableArray<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>The version of the protocol; its answer must have the same.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>What to do when the program is missing, as the kubeconfig says.</summary>
    public string? InstallHint { get; init; }

    /// <summary>For messages: file and user.</summary>
    public required string Origin { get; init; }

    /// <summary>Takes it out of a kubeconfig. A command with a slash starts from the kubeconfig's folder; one without is looked for in PATH.</summary>
    public static ExecPlugin Of(ExternalExecution given, KubeConfigFile file, string user, ClusterEndpoint endpoint)
    {
        var origin = $"{file.Path}: user `{user}`";
        if (given.Command is not { Length: > 0 } command)
            throw new ClusterUnreachableException($"{origin} has an `exec` without `command`", "name the program that gives the credentials");
        if (given.ApiVersion is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
            throw new ClusterUnreachableException($"{origin} has an `exec` with `apiVersion: {given.ApiVersion}`", "it must be client.authentication.k8s.io/v1 or /v1beta1; update the program and its entry");
        return new()
        {
            Command = command.Contains('/', StringComparison.Ordinal) ? file.Locate(command) : command,
            Arguments = [.. given.Arguments ?? []],
            Environment =
            [
                .. (given.EnvironmentVariables ?? []).Where(static v => v.ContainsKey("name")).Select(static v => new KeyValuePair<string, string>(v["name"], v.GetValueOrDefault("value") ?? "")),
                new("KUBERNETES_EXEC_INFO", Info(given, file, endpoint)),
            ],
            ApiVersion = given.ApiVersion,
            InstallHint = given.InstallHint,
            Origin = origin,
        };
    }

    private static string Info(ExternalExecution given, KubeConfigFile file, ClusterEndpoint endpoint)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", given.ApiVersion);
            json.WriteString("kind", "ExecCredential");
            json.WriteStartObject("spec");
            // Nobody is asked anything: the terminal belongs to the run.
            json.WriteBoolean("interactive", false);
            if (given.ProvideClusterInfo)
                Cluster(json, file, endpoint);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Cluster(Utf8JsonWriter json, KubeConfigFile file, ClusterEndpoint endpoint)
    {
        json.WriteStartObject("cluster");
        json.WriteString("server", endpoint.Server);
        if (endpoint.TlsServerName is { Length: > 0 } name)
            json.WriteString("tls-server-name", name);
        if (endpoint.SkipTlsVerify)
            json.WriteBoolean("insecure-skip-tls-verify", true);
        if (endpoint.CertificateAuthorityData is { Length: > 0 } data)
            json.WriteString("certificate-authority-data", data);
        else if (endpoint.CertificateAuthority is { Length: > 0 } authority)
            json.WriteString("certificate-authority-data", Convert.ToBase64String(File.ReadAllBytes(file.Locate(authority))));
        json.WriteEndObject();
    }
}
