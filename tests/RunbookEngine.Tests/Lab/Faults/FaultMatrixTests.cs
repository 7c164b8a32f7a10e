using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>
/// Every fault strikes every kind of step at random moments, on real machines. <c>RUNBOOK_FAULTS</c> says how many runs, <c>RUNBOOK_SEED</c> repeats their
/// moments, <c>RUNBOOK_FAULTS_ONLY</c> takes only cells whose name holds it, and <c>RUNBOOK_FAULTS_REPORT</c> names a file for the table,
/// beside which it leaves what was said in each run.
/// </summary>
[Collection(nameof(LabCollection))]
public sealed class FaultMatrixTests(LabMachines lab, ITestOutputHelper output) : IAsyncLifetime
{
    private const int UploadSize = 64 << 20;

    private static readonly TimeSpan s_shortFault = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longFault = TimeSpan.FromSeconds(30);

    private static readonly int s_runs = int.TryParse(Environment.GetEnvironmentVariable("RUNBOOK_FAULTS"), out var runs) ? runs : 14;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("matrix-");
    private readonly ConcurrentQueue<FaultOutcome> _outcomes = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentQueue<string> _stories = new();

    public async ValueTask InitializeAsync() => await lab.UpAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Faults_at_random_moments_lose_nothing_and_double_nothing()
    {
        var random = RunbookProgram.NewRandom();
        var files = await PrepareFilesAsync(random);
        var runs = new ConcurrentQueue<PlannedFault>(Plan(random));
        await Task.WhenAll(LabMachines.Workers.Select(node => WorkAsync(node, runs, files)));

        var table = FaultTable.Of([.. _outcomes.OrderBy(static o => Order(o.Fault, o.Kind))]);
        output.WriteLine(table);
        if (Environment.GetEnvironmentVariable("RUNBOOK_FAULTS_REPORT") is { Length: > 0 } report)
        {
            await File.WriteAllTextAsync(report, table);
            await File.WriteAllLinesAsync(report + ".stories", _stories);
        }

        Assert.True(_wrong.IsEmpty, string.Join("\n\n", _wrong));
    }

    /// <summary>The cells of the matrix in turn, until there are as many runs as wanted; few enough runs are spread over it at random.</summary>
    private static IEnumerable<PlannedFault> Plan(Random random)
    {
        var only = Environment.GetEnvironmentVariable("RUNBOOK_FAULTS_ONLY") ?? "";
        var cells = Fault.All.SelectMany(static f => StepKinds.All.Select(k => (Fault: f, Kind: k)))
            .Where(c => $"{c.Fault.Name}, {c.Kind.Name}".Contains(only, StringComparison.Ordinal)).ToArray();
        random.Shuffle(cells);
        for (var i = 0; i < s_runs; i++)
        {
            var (fault, kind) = cells[i % cells.Length];
            yield return new(fault, kind, random.Next(), IsLong: i >= cells.Length && fault.Name == "network cut" && i % 3 == 0);
        }
    }

    private async Task WorkAsync(string node, ConcurrentQueue<PlannedFault> runs, FaultFiles files)
    {
        while (runs.TryDequeue(out var planned))
        {
            var run = new FaultRun(lab, node, planned.Fault, planned.Kind, files, new Random(planned.Seed), planned.IsLong ? s_longFault : s_shortFault);
            try
            {
                var outcome = await run.RunAsync();
                _outcomes.Enqueue(outcome);
                _stories.Enqueue($"=== {outcome}\n{run.Story}\n");
                if (outcome.IsLost || outcome.IsDoubled)
                    _wrong.Enqueue($"{outcome}\n{run.Story}");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _wrong.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{planned.Fault.Name} on {planned.Kind.Name} on {node}: {e}\n{run.Story}"));
            }
        }
    }

    private async Task<FaultFiles> PrepareFilesAsync(Random random)
    {
        var upload = Path.Combine(_folder.FullName, "upload");
        var content = new byte[UploadSize];
        random.NextBytes(content);
        await File.WriteAllBytesAsync(upload, content);
        await lab.InAsync("cp1", ". /etc/etcd/env; etcdctl put matrix 'of faults' && etcdctl snapshot save /var/tmp/matrix.db");
        var snapshot = Path.Combine(_folder.FullName, "matrix.db");
        await lab.GetAsync("cp1", "/var/tmp/matrix.db", snapshot);
        return new(upload, Convert.ToHexStringLower(SHA256.HashData(content)), snapshot);
    }

    private static int Order(string fault, string kind) =>
        (Fault.All.Select(static f => f.Name).ToList().IndexOf(fault) * 100) + StepKinds.All.Select(static k => k.Name).ToList().IndexOf(kind);

    private sealed record PlannedFault(Fault Fault, StepKind Kind, int Seed, bool IsLong);
}
