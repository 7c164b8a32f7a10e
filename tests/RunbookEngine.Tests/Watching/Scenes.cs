using RunbookEngine.Cli.Following;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Watching;
using RunbookEngine.Execution;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Language;

namespace RunbookEngine.Tests.Watching;

/// <summary>Runs made of a few events, as <c>watch</c> sees them.</summary>
internal static class Scenes
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly LeaseHolder s_driver = new("cp1", "boot", 4711, 1, "ada");

    /// <summary>A check, a confirmation, lanes with a gate, and a last word.</summary>
    public static Plan Plan(int hosts, string settings = "batches: [1, 79], max-failures: 3, gate: { shell: ./healthy, consecutive: 3 }")
    {
        var runbook = Yaml.Runbook($$$"""
            targets: { workers: { group: all } }
            steps:
              - { id: allowed, shell: ./allowed }
              - { id: confirm, approve: { message: Upgrade all workers to 1.36.4? } }
              - { id: upgrade, for-each: workers, {{{settings}}}, steps: [{ id: drain, shell: ./drain, timeout: 15m }, { id: install, shell: ./install }, { id: ready, shell: ./ready }] }
              - { id: report, shell: ./report }
            """);
        var inventory = Inventories.Read($"apiVersion: inventory/v1\nhosts:\n  w[1:{hosts}]: {{}}\n");
        return Planner.Plan(runbook, new() { Expressions = new ScribanEvaluator(), Inputs = new([]), Environment = new([]), Inventory = inventory });
    }

    public static WatchScene Of(Plan plan, (int Columns, int Rows) size, int seconds, RunEvent[] events, SaidLine[]? said = null, bool isDriven = true, WatchView? view = null)
    {
        var state = RunState.Fold([Created(), .. events]);
        var voices = new Voices();
        voices.Take((said ?? []).Select(static l => new Seen.Heard(l)), state);
        return new()
        {
            Run = new(new("20260102-030405-ab12"), state, plan),
            State = state,
            Board = Board.Of(plan, state, view?.Opened ?? []),
            Driver = isDriven ? s_driver : null,
            Voices = voices,
            View = view ?? new(),
            Now = Begin.AddSeconds(seconds),
            Size = size,
            Ink = new(false),
            CommandLine = static (command, rest) => $"runbook {command} 20260102-030405-ab12 {rest}".TrimEnd(),
        };
    }

    /// <summary>The steps before the lanes are done.</summary>
    public static RunEvent[] Upgrading() => [Started("allowed"), Finished("allowed", 1), Started("confirm", 1), Finished("confirm", 30), Started("upgrade", 30)];

    public static RunEvent[] Asking() =>
    [
        Started("allowed"), Finished("allowed", 1), Started("confirm", 1),
        new RunEvent.StepWaiting { At = Begin.AddSeconds(1), Step = new("confirm"), Wait = new(WaitKind.Approval, "Upgrade all workers to 1.36.4?") },
    ];

    public static RunEvent[] Done(string host, int from, int to) =>
    [
        Started($"upgrade[{host}]", from), Started($"upgrade[{host}]/drain", from, host), Finished($"upgrade[{host}]/drain", to), Started($"upgrade[{host}]/install", to, host),
        Finished($"upgrade[{host}]/install", to), Started($"upgrade[{host}]/ready", to, host), Finished($"upgrade[{host}]/ready", to), Finished($"upgrade[{host}]", to),
    ];

    public static RunEvent[] Draining(string host, int from) => [Started($"upgrade[{host}]", from), Started($"upgrade[{host}]/drain", from, host)];

    public static RunEvent[] Failed(string host, int from, int to) =>
    [
        .. Draining(host, from),
        FailedWith($"upgrade[{host}]/drain", to, new("drain-timeout", "2 pods are still there after 15m", Retryable: false) { Details = ["shop/cart-0", "shop/cart-1"], Hint = "raise the budget, or the timeout" }),
        new RunEvent.StepSkipped { At = Begin.AddSeconds(to), Step = new($"upgrade[{host}]/install"), Reason = SkipReason.NeedFailed, Cause = new($"upgrade[{host}]/drain") },
        new RunEvent.StepSkipped { At = Begin.AddSeconds(to), Step = new($"upgrade[{host}]/ready"), Reason = SkipReason.NeedFailed, Cause = new($"upgrade[{host}]/drain") },
        FailedWith($"upgrade[{host}]", to, new("inside", "inside", Retryable: false)),
    ];

    /// <summary>The gate before the first batch, good once and to be looked at again.</summary>
    public static RunEvent[] Gating(StepPath gate, int at) =>
    [
        Started(gate.Value, at),
        new RunEvent.StepRetryScheduled
        {
            At = Begin.AddSeconds(at + 1), Step = gate, Attempt = 1, NotBefore = Begin.AddSeconds(at + 11), Failure = new("gate-again", "good once, and must be 3 times in a row", Retryable: true), Good = true,
        },
    ];

    public static SaidLine Said(string step, int seconds, string line) => SaidLine.Of(Begin.AddSeconds(seconds), new(step), isWord: false, line);

    public static RunEvent.StepStarted Started(string step, int seconds = 0, string? host = null) => new() { At = Begin.AddSeconds(seconds), Step = new(step), Attempt = 1, Target = host };

    public static RunEvent.StepFinished Finished(string step, int seconds) =>
        new() { At = Begin.AddSeconds(seconds), Step = new(step), Attempt = 1, Result = StepResult.Succeeded, Outputs = new([]) };

    public static RunEvent.RunFinished Ended(int seconds, RunResult result) => new() { At = Begin.AddSeconds(seconds), Result = result, Outputs = new([]) };

    private static RunEvent.StepFinished FailedWith(string step, int seconds, StepFailure failure) =>
        new() { At = Begin.AddSeconds(seconds), Step = new(step), Attempt = 1, Result = StepResult.Failed, Outputs = new([]), Failure = failure };

    private static RunEvent.RunCreated Created() => new()
    {
        At = Begin, Name = "worker-upgrade", Hash = "0", Sources = [], BaseDirectory = "/", Inputs = new([]), SecretInputs = [], Environment = new([]), Lock = null,
        EngineVersion = "test", By = s_driver, Parallelism = 10, ClosesAt = Begin.AddHours(1),
    };
}
