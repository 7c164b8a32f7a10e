using System.Text;
using RunbookEngine.Tests.Kubectl;

namespace RunbookEngine.Tests.House;

/// <summary>Writes the table of <c>docs/drain.md</c> from the situations that the tests go through.</summary>
internal static class DrainPage
{
    public static string Of()
    {
        var page = new StringBuilder("""
            # What a drain decides over each pod

            `kubectl: { drain: NODE }` decides over all pods of a node before the first is evicted, by the filters of kubectl in kubectl's order; the first that does not let a pod go decides:

            1. A pod that should have stopped longer ago than `skip-wait-for-delete-timeout` is left.
            2. A pod of a DaemonSet is an error, or left with `ignore-daemonsets`. Where its DaemonSet is gone it is an error, or goes with `force`.
            3. A static pod (mirror) is left.
            4. A pod with an emptyDir is an error, or goes with `delete-emptydir-data`.
            5. A pod without a controller is an error, or goes with `force`. Any kind of controller counts.

            A pod that has finished (`Succeeded` or `Failed`) always goes, but for static ones. The rules by label that kubectl does not have (`skip`, `wait-completed`) come before all of these. With one error nothing is
            evicted, the node stays cordoned, and each pod at fault is told with the setting that allows it. A pod that is being deleted already is waited for and not asked again.

            Below, *evict* means that it goes and is waited for, *leave* that it stays and is not waited for, *refuse* that nothing is evicted because of it, *retry* that a disruption budget allows none now and
            it is asked for every five seconds, *fail* that the server will never evict it (two budgets over one pod). The same situations are gone through with the real kubectl and a real API server in the lab
            (`DrainLikeKubectlTests`), each with a node of its own, and end alike.

            | a pod | no flag | with flags |
            | --- | --- | --- |

            """);
        foreach (var situation in DrainSituations.All.Concat(DrainSituations.OfBudgets))
        {
            var plain = situation.Expected.Where(static e => e.Flags.Length == 0).Select(static e => e.Expected).FirstOrDefault() ?? "";
            var others = situation.Expected.Where(static e => e.Flags.Length > 0).Select(static e => $"{string.Join(", ", e.Flags.Select(Name))}: {e.Expected}");
            page.AppendLine($"| {situation.Name} | {plain} | {string.Join("; ", others)} |");
        }

        return page.ToString();
    }

    private static string Name(char flag) => flag switch
    {
        'i' => "`ignore-daemonsets`",
        'e' => "`delete-emptydir-data`",
        'f' => "`force`",
        _ => "`skip-wait-for-delete-timeout`",
    };
}
