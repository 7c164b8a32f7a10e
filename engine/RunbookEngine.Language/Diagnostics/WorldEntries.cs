namespace RunbookEngine.Language;

/// <summary>Mistakes of worlds and scenarios.</summary>
internal static class WorldEntries
{
    private const string Head = "apiVersion: runbook/v1\nkind: World\ncluster: { version: 1.36.4 }\n";

    private const string Test = "apiVersion: runbook/v1\nkind: Scenario\nrunbook: ../upgrade.yaml\nworld: { cluster: { version: 1.36.4 } }\n";

    public static DiagnosticEntry[] All =>
    [
        new(
            Codes.WorldUnreadable, "The world cannot be read",
            "The file is not there, is a folder, or may not be read. `runbook world new` writes one, `runbook world capture` writes that of a real cluster."),
        new(
            Codes.WrongKind, "This is a file of another kind", "Worlds and scenarios say what they are by `kind`: a world says what a rehearsal starts from, a scenario what is rehearsed and what must come out.",
            "apiVersion: runbook/v1\nkind: Wrold\ncluster: { version: 1.36.4 }\n", Head),
        new(
            Codes.BadQuantity, "This is not an amount", "Memory and disks are written as Kubernetes does (`16Gi`, `512Mi`), processors as `4` or `500m`, pods as a number or a percentage, taints as `key=value:effect`.",
            Head + "nodes: [{ name: cp1, role: control-plane, memory: 16 GB }]\n", Head + "nodes: [{ name: cp1, role: control-plane, memory: 16Gi }]\n"),
        new(
            Codes.NamedTwice, "A name is here twice", "Each machine has a name of its own, nodes and hosts together; so has each workload of a kind, and each budget, in its namespace. A range may hold a name that stands by itself, too.",
            Head + "workloads: [{ name: web }, { name: web, replicas: 2 }]\n", Head + "workloads: [{ name: web, replicas: 2 }]\n"),
        new(
            Codes.UnknownInWorld, "The world has no such thing", "What a group, etcd, a pod, a fault or an expectation names must be in the world.",
            Head + "groups: { db: [w1, w9] }\n", Head + "groups: { db: [w1, w2] }\n"),
        new(
            Codes.BudgetLimits, "A budget has one limit", "A PodDisruptionBudget says how many pods must stay, or how many may be away, and not both.",
            Head + "budgets: [{ name: web, min-available: 2, max-unavailable: 1 }]\n", Head + "budgets: [{ name: web, min-available: 2 }]\n"),
        new(
            Codes.NoControlPlane, "The cluster has no control plane", "Where `nodes` are given, at least one of them has `role: control-plane`. Left out, there are one control plane and three workers.",
            Head + "nodes: [{ names: \"w[1:3]\" }]\n", Head + "nodes: [{ name: cp1, role: control-plane }, { names: \"w[1:3]\" }]\n"),
        new(Codes.ScenarioUnreadable, "The scenario cannot be read", "The file is not there, is a folder, or may not be read. A scenario stands beside its runbook, and names it by `runbook`."),
        new(
            Codes.UnknownFault, "There is no such fault", "What can go wrong in a rehearsal is a fixed list of kinds; docs/worlds.md lists them.",
            Test + "faults: [power-los w1 after 30s for 2m]\n", Test + "faults: [power-loss w1 after 30s for 2m]\n"),
        new(
            Codes.BadFault, "The fault makes no sense", "A fault is a kind, what it strikes, when it begins and how long it lasts: `KIND [WHAT] [on HOST] [at STEP [begin|middle|end] | after TIME | after write N] [for TIME]`. Without a moment it begins with the run.",
            Test + "faults: [{ power-loss: w1, at: drain, for: soon }]\n", Test + "faults: [{ power-loss: w1, at: drain, for: 2m }]\n"),
        new(
            Codes.BadBound, "This is no bound of availability", "The smallest number of pods that were available at any moment is compared: `>= 15`, or `15` for exactly that.",
            Test + "expect: { availability: { kube-system/coredns: most } }\n", Test + "expect: { availability: { kube-system/coredns: \">= 1\" } }\n"),
    ];
}
