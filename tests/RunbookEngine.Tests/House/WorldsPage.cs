using System.Text;
using RunbookEngine.Language;

namespace RunbookEngine.Tests.House;

/// <summary>The page of worlds, scenarios and faults, its tables made from what their readers know. Pure.</summary>
internal static class WorldsPage
{
    private const string Head = """
        # Worlds, scenarios and faults

        A rehearsal runs a runbook against machines and a cluster that live in memory, in virtual time. A **world** says what they are at the start, a **fault** what goes wrong meanwhile, a **scenario** what is
        rehearsed and what must come out. The tables of this page are made from what the readers know; a test keeps them true.

        The scripts of a runbook's own are not run in a rehearsal; a step says by `rehearse` what its script would yield: see [language.md](language.md#scripts-in-a-rehearsal).

        ## A world

        Three lines are a world: one control plane, three workers, and what kubeadm puts on them.

        ```yaml
        apiVersion: runbook/v1
        kind: World
        cluster: { version: 1.36.4 }
        ```

        `runbook world new` writes a typical one, with workloads and budgets; `--control-planes`, `--workers`, `--version` and `--worker-version` say which. `runbook world capture` writes that of a real cluster: its nodes,
        workloads and budgets, and never a Secret, a ConfigMap or an environment variable. `--anonymise` gives everything that has a name another one. `runbook validate` checks it.

        ```yaml
        # yaml-language-server: $schema=../schemas/world.v1.schema.json
        apiVersion: runbook/v1
        kind: World
        cluster: { version: 1.35.6, name: production }
        nodes:
          - { names: "cp[1:3]", role: control-plane }
          - { names: "w[1:20]", cpu: 8, memory: 32Gi }
          - { names: "db[1:2]", labels: { disk: ssd }, taints: ["dedicated=db:NoSchedule"], durations: { boot: 4m } }
        workloads:
          - { name: web, namespace: shop, replicas: 20, start: 8s, spread: true }
          - { name: orders, namespace: shop, kind: StatefulSet, replicas: 3, termination-grace: 1m }
        budgets:
          - { name: web, namespace: shop, min-available: 90% }
          - { name: orders, namespace: shop, max-unavailable: 1 }
        ```

        Files that runbooks read on the engine's own machine, such as a backup, are `files` of the host `local`
        ([lost-objects.world.yaml](../runbooks/tests/lost-objects.world.yaml)); a machine that is to join has at least a runtime and the list of the repository
        ([spare.world.yaml](../runbooks/tests/spare.world.yaml)).

        Every machine is in an inventory that the world brings along, with the groups `control_plane`, `workers`, `etcd` and `all`, and those under `groups`.


        """;

    private const string Faults = """

        ## Faults

        A fault is a kind, what it strikes, when it begins, and how long it lasts:

        `KIND [WHAT] [on HOST] [at STEP [begin|middle|end] | after TIME | after write N] [for TIME]`

        STEP is the path of a step as `runbook plan` prints it. `begin` is once the step's intent is in the journal, `middle` (when left out) while it acts, `end` once it has acted and before its outcome is in
        the journal. `after write N` is right after the journal was written so many times, which is how a swarm repeats a crash. Without a moment the fault begins with the run; without `for` it stays.
        `--fault` takes the same text, as often as it is given.

        | fault | strikes | |
        | --- | --- | --- |

        """;

    private const string Scenarios = """

        ## Scenarios

        A scenario is a test of a runbook, and stands beside it.

        ```yaml
        # yaml-language-server: $schema=../../schemas/scenario.v1.schema.json
        apiVersion: runbook/v1
        kind: Scenario
        name: a worker loses power in the middle of its upgrade
        runbook: ../worker-rolling-upgrade.yaml
        world:
          cluster: { version: 1.35.6 }
          workloads: [{ name: web, replicas: 6 }]
          budgets: [{ name: web, min-available: 5 }]
        inputs: { version: 1.36.4 }
        faults:
          - power-loss w2 at upgrade[w2]/kubelet for 2m
          - { api-refuses: 429, after: 1m, for: 20s }
        expect:
          status: succeeded
          nodes: { versions: { w1: 1.36.4, w2: 1.36.4, w3: 1.36.4 }, unschedulable: [], ready: all }
          availability: { default/web: ">= 4" }
          steps: { ran: ["upgrade[*]/uncordon"] }
        ```


        """;

    public static string Of()
    {
        var page = new StringBuilder(Head);
        foreach (var section in WorldFormat.Format.Sections)
            Append(page, section);
        page.Append(Scenarios);
        foreach (var section in ScenarioFormat.Format.Sections)
            Append(page, section);
        page.Append(Faults);
        foreach (var kind in FaultKinds.All)
            page.Append($"| `{kind.Name}` | {Cell(kind.What)} | {Cell(kind.Description)} `{kind.Example}` |\n");
        return page.ToString();
    }

    private static void Append(StringBuilder page, FormatSection section)
    {
        page.Append($"### {(section.Name.Length == 0 ? char.ToUpperInvariant(section.What[0]) + section.What[1..] : section.What)}\n\n{section.Description}\n\n| key | takes | | when left out |\n| --- | --- | --- | --- |\n");
        foreach (var key in section.Keys)
            page.Append($"| {(key.IsRequired ? $"**`{key.Name}`**" : $"`{key.Name}`")} | {Type(key)} | {Cell(key.Description)} | {Cell(key.Default)} |\n");
        page.Append('\n');
    }

    private static string Type(FormatKey key) => key.Type switch
    {
        FormatType.Choice => string.Join(" or ", key.Choices.Select(static c => $"`{c}`")),
        FormatType.Texts => "list of texts",
        FormatType.Names => "names or ranges",
        FormatType.TextMap => "names to texts",
        FormatType.NamesMap => "names to lists of names",
        FormatType.ValueMap => "names to values",
        FormatType.Integer => "whole number",
        FormatType.Boolean => "true or false",
        FormatType.Size => "bytes",
        FormatType.Cpu => "processors",
        FormatType.Versions => "list of versions",
        FormatType.Amount => "number or percentage",
        FormatType.One => $"`{key.Section}`",
        FormatType.List => $"list of `{key.Section}`",
        FormatType.Own => "see there",
        _ => key.Type.ToString().ToLowerInvariant(),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
