using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Rules about those who use the API. Pure.</summary>
internal static class ClientRules
{
    public static ImmutableArray<RuleFinding> Judge(UpgradeQuestion q) => [Deprecated(q), Webhooks(q)];

    private static RuleFinding Deprecated(UpgradeQuestion q)
    {
        const string Rule = "deprecated-apis";
        if (q.Facts.DeprecatedApis is not { } apis)
            return RuleFinding.NotKnown(Rule, RuleSources.Skew, "the API server's metrics cannot be read", "look at the metric `apiserver_requested_deprecated_apis` of every API server");
        var gone = apis.Where(a => KubeVersion.Parse(a.RemovedIn + ".0") is { } removed && q.Target.MinorsAheadOf(removed) >= 0).Select(static a => $"{a.Name} (removed in {a.RemovedIn})").ToArray();
        return gone.Length > 0
            ? RuleFinding.Broken(Rule, RuleSources.Skew, $"{q.Target.Series} does not serve what somebody still asks for: {Sentences.Names(gone)}",
                "find who asks in the audit log (annotation `k8s.io/deprecated`) and mend them; if nobody does since the API server started, `ignore: deprecated-apis`")
            : RuleFinding.Holds(Rule, RuleSources.Skew, $"nothing that {q.Target.Series} no longer serves was asked of the API server that answered, since it started");
    }

    private static RuleFinding Webhooks(UpgradeQuestion q)
    {
        const string Rule = "webhooks";
        if (q.Facts.StrictWebhooks is not { } strict)
            return RuleFinding.NotKnown(Rule, RuleSources.Skew, "the webhook configurations cannot be read", "look at `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations`");
        return strict.IsEmpty
            ? RuleFinding.Holds(Rule, RuleSources.Skew, "no webhook can refuse requests")
            : RuleFinding.NotKnown(Rule, RuleSources.Skew, $"{Sentences.Count(strict.Length, "webhook configuration")} can refuse requests: {Sentences.Names(strict)}",
                $"they must take the API versions and fields of {q.Target.Series}: look at their release notes");
    }
}
