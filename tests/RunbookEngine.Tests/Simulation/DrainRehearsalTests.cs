using System.Globalization;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Rehearsing;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Tests.Simulation;

/// <summary>
/// Nodes drained and uncordoned in a simulated cluster, with the engine killed at every moment; and the test of that test: with one of the engine's promises taken away, it fails.
/// </summary>
public class DrainRehearsalTests
{
    private const string Runbook = """
        apiVersion: runbook/v1
        name: drain-all
        targets:
          workers: { nodes: "!node-role.kubernetes.io/control-plane" }
        lock: cluster
        steps:
          - id: work
            for-each: workers
            as: node
            batches: [1, 2]
            gate: { cluster: healthy, consecutive: 2, timeout: 15m }
            steps:
              - id: drain
                kubectl: { drain: "{{ node.name }}", ignore-daemonsets: true, delete-emptydir-data: true, timeout: 15m }
              - id: repair
                on: "{{ node.name }}"
                shell: touch repaired
                rehearse: { takes: 20s }
              - id: uncordon
                kubectl: { uncordon: "{{ node.name }}" }
        """;

    private const string World = """
        apiVersion: runbook/v1
        kind: World
        cluster: { version: 1.35.2 }
        nodes:
          - { name: cp1, role: control-plane }
          - { names: "w[1:2]" }
          - { name: w3, cordoned: true }
        workloads:
          - { kind: Deployment, namespace: shop, name: web, replicas: 6 }
        budgets:
          - { namespace: shop, name: web, selector: { app: web }, max-unavailable: 1 }
        """;

    [Fact]
    public void Whenever_the_engine_dies_the_world_ends_alike()
    {
        var report = EveryCrash.Run(d => Make(d), new() { Stop = TestContext.Current.CancellationToken });

        Assert.Equal(RunStatus.Succeeded, report.Undisturbed.State.Status);
        Assert.Contains("node w3: v1.35.2, ready, cordoned", report.Undisturbed.Facts);
        Assert.True(report.Points > 80, $"{report.Points} points");
        Assert.Equal([], report.Failures.Select(Told));
    }

    [Fact]
    public void A_journal_without_intents_is_found_out() => Assert.NotEmpty(Failures(static s => s with { Store = new WithoutIntents(s.Store) }));

    [Fact]
    public void A_host_that_is_asked_anew_instead_of_attached_to_is_found_out() =>
        Assert.Contains(Failures(static s => s with { Hosts = new Forgetful(s.Hosts) }), static f => f.Differences.Any(static d => d.StartsWith("done 2 times", StringComparison.Ordinal)));

    [Fact]
    public void An_uncordon_of_what_somebody_else_cordoned_is_found_out() =>
        Assert.Contains(Failures(static s => s with { Cluster = new AlwaysUncordons(s.Cluster) }), static f => f.Differences.Any(static d => d.Contains("w3", StringComparison.Ordinal)));

    private static IEnumerable<CrashFailure> Failures(Func<EngineServices, EngineServices> change)
    {
        var calm = Make(new()).Run();
        return Enumerable.Range(1, calm.Moments).Select(m => EveryCrash.At(m, calm, d => Make(d, change))).OfType<CrashFailure>();
    }

    private static Rehearsal Make(Disturbance disturbance, Func<EngineServices, EngineServices>? change = null)
    {
        var runbook = new RunbookLoader(RunbookEngine.Handlers.BuiltInHandlers.Definitions).LoadTexts([new("runbook.yaml", Runbook)]).Runbook!;
        var rehearser = new Rehearser(
            runbook, WorldLoader.LoadText("world.yaml", World).World!, new([]), new([]), 3, DateTimeOffset.Parse("2026-01-05T22:00:00Z", CultureInfo.InvariantCulture), Path.GetTempPath());
        var rehearsal = rehearser.Make(disturbance);
        var world = rehearser.World!;
        world.OnBegin = (host, name) =>
        {
            if (name.Step.Value.EndsWith("/repair", StringComparison.Ordinal))
                world.NoteEffect($"{host.Name}: repaired");
        };
        rehearsal.Change = change;
        return rehearsal;
    }

    private static string Told(CrashFailure failure) => $"{failure.Moment} {failure.What}: {string.Join("; ", failure.Differences)}";

    /// <summary>Nobody finds an intent again that was written: something that means nothing stands in its place.</summary>
    private sealed class WithoutIntents(IRunStore store) : StoreAround(store)
    {
        public override IAsyncEnumerable<RunEvent> ReadAsync(RunId run, long afterVersion, CancellationToken cancellation) =>
            base.ReadAsync(run, afterVersion, cancellation).Select(static e => e is RunEvent.StepStarted ? new RunEvent.RequestTaken { At = e.At, Number = 0, Kind = RequestKind.Pause, By = "" } : e);
    }

    /// <summary>Hosts on which no name is known again, so that all is started anew.</summary>
    private sealed class Forgetful(ITransports hosts) : ITransports
    {
        public ITransport? Find(string host) => hosts.Find(host) is { } found ? new ForgetfulHost(found) : null;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private sealed class ForgetfulHost(ITransport host) : ITransport
        {
            public ValueTask<ClaimsPlace> GetClaimsAsync(RunId run, CancellationToken cancellation) => host.GetClaimsAsync(run, cancellation);

            private static int s_started = 1000;

            public string Target => host.Target;

            public ITargetFiles Files => host.Files;

            public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => host.GetBootIdAsync(cancellation);

            public Task<IRunningCommand> StartAsync(CommandName name, Command command, CancellationToken cancellation) =>
                host.StartAsync(CommandName.Of(name.Run, name.Step, Interlocked.Increment(ref s_started), ""), command, cancellation);

            public Task<IRunningCommand?> AttachAsync(CommandName name, CancellationToken cancellation) => host.AttachAsync(name, cancellation);

            public Task ForgetAsync(CommandName name) => Task.CompletedTask;

            public Task ForgetRunAsync(RunId run) => Task.CompletedTask;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    /// <summary>A cluster of which the engine never hears that a node is cordoned, and so thinks that it did it.</summary>
    private sealed class AlwaysUncordons(ICluster cluster) : ICluster
    {
        public string Name => cluster.Name;

        public async Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
        {
            var answer = await cluster.SendAsync(request, cancellation);
            return request is { Method: "GET" } && request.Path.StartsWith("/api/v1/nodes/", StringComparison.Ordinal)
                ? new(answer.Status, System.Text.Encoding.UTF8.GetBytes(answer.Text.Replace("\"unschedulable\":true", "\"unschedulable\":false", StringComparison.Ordinal)))
                : answer;
        }

        public IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, CancellationToken cancellation) => cluster.WatchAsync(list, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
