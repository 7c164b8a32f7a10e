using System.Globalization;
using System.Text;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>The controller that removes bootstrap tokens when they expire (<c>tokencleaner</c> of kube-controller-manager).</summary>
public sealed partial class SimulatedCluster
{
    private void WatchToken(ApiObject secret)
    {
        if ((string?)secret.Json["type"] != "bootstrap.kubernetes.io/token" || ExpirationOf(secret) is not { } end)
            return;
        Agenda.In(end > Agenda.Now ? end - Agenda.Now : TimeSpan.Zero, () =>
        {
            if (IsThere(secret) && ExpirationOf(secret) <= Agenda.Now)
                Erase(secret);
        });
    }

    private static DateTimeOffset? ExpirationOf(ApiObject secret) =>
        (string?)secret.Json["data"]?["expiration"] is { } coded
        && DateTimeOffset.TryParse(Encoding.UTF8.GetString(Convert.FromBase64String(coded)), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
            ? end
            : null;
}
