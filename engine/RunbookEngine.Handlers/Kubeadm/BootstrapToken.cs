using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// A bootstrap token that lives for one join: made through the API, known to nobody but the node that joins, removed afterwards. One that an engine which died could not remove expires within the hour.
/// </summary>
internal sealed class BootstrapToken
{
    private const string Space = "kube-system";
    private const string Type = "bootstrap.kubernetes.io/token";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly ApiResource Secrets = new("", "v1", "secrets", "Secret", true);
    private static readonly ApiResource ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true);

    /// <summary>The content of a file for <c>kubeadm join --discovery-file</c>, with a new token in it.</summary>
    /// <exception cref="StepFailureException">The cluster does not tell how it is reached.</exception>
    public static async Task<Model.Value.Secret> DiscoveryAsync(StepContext context, CancellationToken cancellation)
    {
        var info = await context.Cluster.FindAsync(ConfigMaps, "kube-public", "cluster-info", cancellation);
        var kubeconfig = info?.Text("data", "kubeconfig") ?? "";
        if (DiscoveryFile.Field(kubeconfig, "server") is not { } server || DiscoveryFile.Field(kubeconfig, "certificate-authority-data") is not { } authority)
            throw new StepFailureException(NoInfo);
        var (id, secret) = (RandomNumberGenerator.GetString(Letters, 6), RandomNumberGenerator.GetString(Letters, 16));
        await context.Cluster.CreateAsync(Secrets, Space, Body(context, id, secret), cancellation);
        return DiscoveryFile.Of(server, authority, $"{id}.{secret}");
    }

    /// <summary>Removes what this step made, in any of its attempts. Never fails: a token that stays expires.</summary>
    public static async Task RemoveAsync(StepContext context, CancellationToken cancellation)
    {
        try
        {
            var own = Convert.ToBase64String(Encoding.UTF8.GetBytes(Description(context)));
            var names = new List<string>();
            await foreach (var secret in context.Cluster.ListAsync(Secrets, Space, [new("fieldSelector", $"type={Type}")], cancellation))
            {
                if (secret.Text("data", "description") == own)
                    names.Add(secret.ObjectName());
            }

            foreach (var name in names)
                await context.Cluster.DeleteAsync(Secrets, Space, name, null, cancellation);
        }
        catch (Exception e) when (e is ClusterException or ClusterUnreachableException)
        {
            context.Progress("the token of this join could not be removed; it expires within the hour");
        }
    }

    private static StepFailure NoInfo { get; } = new(
        "no-cluster-info",
        "the cluster does not tell how it is reached: its ConfigMap kube-public/cluster-info is missing or not whole",
        Retryable: false,
        "`kubeadm init phase bootstrap-token` on a node of the control plane writes it; or bring a file to the machine and name it with `discovery-file`");

    private static string Description(StepContext context) => $"runbook {context.Run} {context.Path}";

    private static (string Name, string Value)[] Fields(StepContext context, string id, string secret) =>
    [
        ("token-id", id),
        ("token-secret", secret),
        ("expiration", (context.Clock.GetUtcNow() + Life).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("usage-bootstrap-authentication", "true"),
        ("usage-bootstrap-signing", "true"),
        ("auth-extra-groups", "system:bootstrappers:kubeadm:default-node-token"),
        ("description", Description(context)),
    ];

    private static string Body(StepContext context, string id, string secret)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", "v1");
            writer.WriteString("kind", "Secret");
            writer.WriteString("type", Type);
            writer.WriteStartObject("metadata");
            writer.WriteString("name", "bootstrap-token-" + id);
            writer.WriteString("namespace", Space);
            writer.WriteEndObject();
            writer.WriteStartObject("data");
            foreach (var (name, value) in Fields(context, id, secret))
                writer.WriteBase64String(name, Encoding.UTF8.GetBytes(value));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
