using System.Collections.Immutable;
using RunbookEngine.Cli.Records;
using RunbookEngine.Execution;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Language;

namespace RunbookEngine.Tests.Pages;

/// <summary>Writes the journal of an upgrade of many nodes, in which whatever is wanted happens.</summary>
internal sealed class SomeJournal
{
    private const string Text = """
        targets: { workers: { group: all } }
        inputs: { version: { type: version, default: 1.36.4 }, password: { type: secret } }
        steps:
          - { id: confirm, approve: { message: "Upgrade the workers?" } }
          - id: upgrade
            for-each: workers
            as: node
            batches: [1, "25%"]
            steps:
              - { id: drain, kubectl: { drain: "{{ node.name }}", ignore-daemonsets: true, timeout: 15m } }
              - { id: packages, on: "{{ node.name }}", apt: { install: { kubelet: "{{ inputs.version }}" }, hold: true } }
              - { id: restart, on: "{{ node.name }}", shell: "systemctl restart kubelet" }
              - { id: uncordon, kubectl: { uncordon: "{{ node.name }}" } }
        """;

    private readonly List<RunEvent> _events = [];
    private DateTimeOffset _now = new(2026, 1, 5, 22, 0, 0, TimeSpan.Zero);

    public SomeJournal(int nodes)
    {
        var runbook = Yaml.Runbook(Text);
        var inputs = new Value.Map([new("version", new Value.Text("1.36.4"))]);
        Plan = Planner.Plan(runbook, new()
        {
            Expressions = new ScribanEvaluator(), Inputs = inputs, Environment = new([]), Inventory = Inventories.Read($"apiVersion: inventory/v1\nhosts:\n  w[1:{nodes}]: {{}}\n"),
        });
        Add(new RunEvent.RunCreated
        {
            At = _now, Name = "worker-rolling-upgrade", Hash = "3f8a0c5d7e9b11223344", Sources = [new("worker-rolling-upgrade.yaml", Text)], BaseDirectory = "/srv/runbooks", Inputs = inputs,
            SecretInputs = ["password"], Environment = new([]), Lock = "cluster", EngineVersion = "1.0", By = Ada, Parallelism = 10, ClusterName = "production", Targets = Plan.Targets,
        });
    }

    public static RunId Run { get; } = new("20260105-220000-abcd");

    private static LeaseHolder Ada { get; } = new("jump1", "boot", 1, 1, "ada");

    public Plan Plan { get; }

    public RunRecord Record => RecordReader.Read(Run, Plan, _events);

    /// <summary>Time goes by.</summary>
    public SomeJournal Later(int seconds)
    {
        _now = _now.AddSeconds(seconds);
        return this;
    }

    public SomeJournal Approved(string? note = null)
    {
        Started("confirm");
        Add(new RunEvent.StepWaiting { At = _now, Step = new("confirm"), Wait = new(WaitKind.Approval, "Upgrade the workers?") });
        Later(90);
        Add(new RunEvent.StepAnswered { At = _now, Step = new("confirm"), Answer = new(true, "grace", note) });
        Finished("confirm");
        Started("upgrade");
        return this;
    }

    public SomeJournal Started(string step, string? host = null, int attempt = 1, bool? isCordoned = null)
    {
        Add(new RunEvent.StepStarted
        {
            At = _now, Step = new(step), Attempt = attempt, Target = host, BootId = host is null ? null : "boot-of-" + host,
            Found = isCordoned is { } flag ? new([new("unschedulable", new Value.Flag(flag))]) : new([]),
        });
        return this;
    }

    public SomeJournal Finished(string step, int attempt = 1, string? stdout = null, Value.Map? outputs = null, string? resolution = null)
    {
        Add(new RunEvent.StepFinished
        {
            At = _now, Step = new(step), Attempt = attempt, Result = StepResult.Succeeded, Outputs = outputs ?? new([]), Resolution = resolution,
            Stdout = stdout is null ? OutputExcerpt.Empty : Excerpt(stdout),
        });
        return this;
    }

    public SomeJournal Failed(string step, StepFailure failure, string? stderr = null)
    {
        Add(new RunEvent.StepFinished
        {
            At = _now, Step = new(step), Attempt = 1, Result = StepResult.Failed, Outputs = new([]), Failure = failure, Stderr = stderr is null ? OutputExcerpt.Empty : Excerpt(stderr),
        });
        return this;
    }

    public SomeJournal Retried(string step, StepFailure failure)
    {
        Add(new RunEvent.StepRetryScheduled { At = _now, Step = new(step), Attempt = 1, NotBefore = _now.AddSeconds(10), Failure = failure });
        return this;
    }

    public SomeJournal Skipped(string step, SkipReason reason, string cause)
    {
        Add(new RunEvent.StepSkipped { At = _now, Step = new(step), Reason = reason, Cause = new(cause) });
        return this;
    }

    public SomeJournal Resumed(string? note = null)
    {
        Add(new RunEvent.RunResumed { At = _now, Generation = 2, EngineVersion = "1.0", By = Ada with { Host = "jump2" }, Note = note });
        return this;
    }

    public SomeJournal Ended(RunResult result)
    {
        Add(new RunEvent.RunFinished { At = _now, Result = result, Outputs = new([]) });
        return this;
    }

    /// <summary>One node, from its first step to its last.</summary>
    public SomeJournal Node(string node, string output = "Setting up kubelet (1.36.4-1.1) ...\n") => Drained(node).Later(20).Packages(node, output).Later(10).Rest(node);

    public SomeJournal Drained(string node)
    {
        Started($"upgrade[{node}]").Started($"upgrade[{node}]/drain", isCordoned: false).Later(40);
        return Finished($"upgrade[{node}]/drain", outputs: new([new("node", new Value.Text(node)), new("evicted", new Value.Integer(12))]));
    }

    public SomeJournal Packages(string node, string output, int attempt = 1, string? resolution = null)
    {
        if (resolution is null)
            Started($"upgrade[{node}]/packages", node, attempt).Later(30);
        Value.Map versions = new([new("kubelet", new Value.Text("1.36.4-1.1"))]);
        Value.Map before = new([new("kubelet", new Value.Text("1.35.6-1.1"))]);
        return Finished($"upgrade[{node}]/packages", attempt, output, new([new("versions", versions), new("before", before), new("added", new Value.List([]))]), resolution);
    }

    public SomeJournal Rest(string node) => Started($"upgrade[{node}]/restart", node).Later(5).Finished($"upgrade[{node}]/restart")
        .Started($"upgrade[{node}]/uncordon", isCordoned: true).Later(1).Finished($"upgrade[{node}]/uncordon", outputs: new([new("node", new Value.Text(node)), new("left_cordoned", new Value.Flag(false))]))
        .Finished($"upgrade[{node}]");

    private static OutputExcerpt Excerpt(string text) => text.Length <= 2 * OutputExcerpt.PartBytes
        ? new(text, "", 0, null)
        : new(text[..OutputExcerpt.PartBytes], text[^OutputExcerpt.PartBytes..], text.Length - (2 * OutputExcerpt.PartBytes), "x/1.out");

    private void Add(RunEvent e) => _events.Add(e);
}
