using RunbookEngine.Cli.Records;
using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Pages;

/// <summary>Runs as their journals tell them, and pages of them.</summary>
internal static class SomeRuns
{
    /// <summary>What a host may answer to get at whoever reads a report.</summary>
    public const string Hostile = "</style></pre><script>alert(\"1\")</script><img src=x onerror=alert(1)> & ``` | @all 'x' \u001b[31m\u0007\u202e\ufffe\ud800";

    /// <summary>All went well on 20 nodes; one needed a second attempt.</summary>
    public static RunRecord FanOut()
    {
        var journal = new SomeJournal(20).Approved("CHG-1042, agreed with the storage team");
        journal.Drained("w1").Started("upgrade[w1]/packages", "w1").Later(10)
            .Retried("upgrade[w1]/packages", new("lock-held", "another process holds the lock of dpkg", Retryable: true, "wait for unattended-upgrades to end", ["E: Could not get lock /var/lib/dpkg/lock-frontend"]))
            .Later(10).Packages("w1", "Setting up kubelet (1.36.4-1.1) ...\n", attempt: 2).Later(5).Rest("w1");
        for (var i = 2; i <= 20; i++)
            journal.Later(-70).Node($"w{i}");
        return journal.Later(3).Finished("upgrade").Ended(RunResult.Succeeded).Record;
    }

    /// <summary>A node failed, with more output than fits, and with what a host should not say.</summary>
    public static RunRecord Failed(string text) => new SomeJournal(4).Approved().Node("w1").Drained("w2").Started("upgrade[w2]/packages", "w2").Later(12)
        .Failed("upgrade[w2]/packages", new("exit-status", $"apt-get exited with 100: {text}", Retryable: false, $"see {text}", [text]), string.Concat(Enumerable.Range(0, 400).Select(i => $"{i}: {new string('=', 60)} {text}\n")))
        .Skipped("upgrade[w2]/restart", SkipReason.NeedFailed, "upgrade[w2]/packages").Skipped("upgrade[w2]/uncordon", SkipReason.NeedFailed, "upgrade[w2]/packages")
        .Failed("upgrade[w2]", new("step-failed", "inside", Retryable: false))
        .Skipped("upgrade[w3]", SkipReason.MaxFailures, "upgrade").Skipped("upgrade[w4]", SkipReason.MaxFailures, "upgrade")
        .Failed("upgrade", new("max-failures", "stopped: w2 failed, and `max-failures` allows 0", Retryable: false)).Ended(RunResult.Failed).Record;

    /// <summary>The engine was killed while a command ran, and the run was taken up nine hours later.</summary>
    public static RunRecord Resumed() => new SomeJournal(4).Approved().Node("w1").Drained("w2").Started("upgrade[w2]/packages", "w2").Later(9 * 3600).Resumed("the window closes at 04:00")
        .Later(2).Packages("w2", "Setting up kubelet (1.36.4-1.1) ...\n", resolution: "attached to its command, which had started before").Later(1).Rest("w2").Node("w3").Node("w4")
        .Finished("upgrade").Ended(RunResult.Succeeded).Record;

    /// <summary>So many nodes, of which some failed.</summary>
    public static RunRecord Many(int nodes)
    {
        var journal = new SomeJournal(nodes).Approved();
        for (var i = 1; i <= nodes; i++)
        {
            if (i > 1)
                journal.Later(-90);
            if (i % 100 == 50)
                journal.Drained($"w{i}").Started($"upgrade[w{i}]/packages", $"w{i}").Later(70).Failed($"upgrade[w{i}]/packages", new("exit-status", "apt-get exited with 100", Retryable: false), new string('x', 5000)).Failed($"upgrade[w{i}]", new("step-failed", "inside", false));
            else
                journal.Node($"w{i}", string.Concat(Enumerable.Repeat("Unpacking kubelet (1.36.4-1.1) over (1.35.6-1.1) ...\n", 100)));
        }

        return journal.Failed("upgrade", new("max-failures", "10 lanes failed", Retryable: false)).Ended(RunResult.Failed).Record;
    }

    public static string Page(RunRecord record) => new RecordPage(record, new(2026, 1, 6, 12, 0, 0, TimeSpan.Zero), "1.0", s => $"runbook logs {record.Run} '{s}'").Write();

    public static string Markdown(RunRecord record) => new RecordMarkdown(record, new(2026, 1, 6, 12, 0, 0, TimeSpan.Zero), "1.0").Write();
}
