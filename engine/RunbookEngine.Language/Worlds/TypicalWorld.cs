using System.Globalization;

namespace RunbookEngine.Language;

/// <summary>Typical worlds: what most clusters run, grown with the number of workers, some budgets among it that let one pod go at a time. Pure.</summary>
public static class TypicalWorld
{
    /// <summary>The version of Kubernetes when nobody names one.</summary>
    public const string Version = "1.35.6";

    /// <summary>From so many workers on, a budget of one pod at a time would keep every batch waiting; those of such clusters are percentages.</summary>
    private const int Many = 20;

    /// <summary>The text of such a world.</summary>
    /// <param name="controlPlanes">At least 1.</param>
    /// <param name="workers">At least 1.</param>
    /// <param name="version">Of Kubernetes.</param>
    /// <param name="workerVersion">Of the workers' kubelets, which may be older; null: the same.</param>
    public static string Text(int controlPlanes, int workers, string version, string? workerVersion = null)
    {
        var (ingress, web, api) = (Math.Clamp(workers / 4, 2, 30), Math.Max(5, workers * 2), Math.Max(3, workers));
        var orders = Math.Min(3, workers);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            apiVersion: runbook/v1
            kind: World
            cluster: { version: {{version}} }
            nodes:
              - { {{Names("cp", controlPlanes)}}, role: control-plane }
              - { {{Names("w", workers)}}{{(workerVersion is null || workerVersion == version ? "" : $", version: {workerVersion}")}} }
            hosts:      # a machine that can become a node, and a backup of an object that was deleted since
              - { name: spare1, packages: { containerd: 2.1.4-1 }, files: { /etc/apt/sources.list.d/kubernetes.list: "deb https://pkgs.k8s.io/core:/stable:/v1.{{WorldVersions.Minor(version)}}/deb/ /" } }
              - name: local
                files:
                  /var/backups/objects/20260101/index.json: |
                    { "format": "runbook-backup/v1", "made_by": "somebody", "at": "2026-01-01T00:00:00Z", "cluster": "rehearsal", "missing": [],
                      "order": [{ "group": "", "version": "v1", "plural": "configmaps", "kind": "ConfigMap", "namespaced": true, "files": ["shop/configmaps/prices.json"] }] }
                  /var/backups/objects/20260101/shop/configmaps/prices.json: |
                    { "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "prices", "namespace": "shop" }, "data": { "apple": "3" } }
            workloads:
              - { name: cilium, namespace: kube-system, kind: DaemonSet, start: 6s, tolerates-all: true }
              - { name: ingress, namespace: ingress, replicas: {{ingress}}, start: 5s, stop: 5s, termination-grace: 1m }
              - { name: web, namespace: shop, replicas: {{web}}, cpu: 100m, memory: 128Mi, start: 4s, stop: 2s }
              - { name: api, namespace: shop, replicas: {{api}}, cpu: 250m, memory: 512Mi, start: 12s, stop: 5s }
              - { name: worker, namespace: shop, replicas: 2, stop: 20s, termination-grace: 2m, empty-dir: true }
              - { name: orders, namespace: data, kind: StatefulSet, replicas: {{orders}}, memory: 2Gi, start: 15s, stop: 8s, termination-grace: 1m, spread: true }
              - { name: cache, namespace: data, kind: StatefulSet, replicas: 2, start: 5s, empty-dir: true }
              - { name: node-exporter, namespace: monitoring, kind: DaemonSet, tolerates-all: true }
              - { name: log-shipper, namespace: monitoring, kind: DaemonSet, empty-dir: true }
              - { name: report, namespace: shop, kind: Job, duration: 20m }
            budgets:
              - { name: ingress, namespace: ingress, min-available: 50% }
              - { name: web, namespace: shop, min-available: 80% }
              - { name: api, namespace: shop, max-unavailable: {{(workers < Many ? "1" : "10%")}} }      # {{(workers < Many ? "one at a time: drains wait for each other" : "a tenth at a time")}}
              - { name: orders, namespace: data, max-unavailable: 1 }
              - { name: cache, namespace: data, min-available: 1 }
            volumes:
            {{string.Join("\n", Enumerable.Range(0, orders).Select(static i => $"  - {{ name: data-orders-{i}, namespace: data, size: 20Gi }}"))}}
            velero: { backups: [nightly] }

            """);
    }

    private static string Names(string prefix, int count) => count == 1 ? $"name: {prefix}1" : string.Create(CultureInfo.InvariantCulture, $"names: \"{prefix}[1:{count}]\"");
}
