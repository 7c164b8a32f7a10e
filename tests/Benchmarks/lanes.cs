#:project ../../engine/RunbookEngine.Handlers
#:project ../../engine/RunbookEngine.Language
#:project ../../engine/RunbookEngine.Local
#:project ../../engine/RunbookEngine.Sqlite
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false
#:property PublishAot=false
#:property ServerGarbageCollection=false

// The memory of a run over many hosts, without hosts: real executor, language, handlers and journal over a transport that stands in. Every lane has a command
// at work at the same time.
//
//   lanes LANES FOLDER   prints the peak resident KiB of the process and wall milliseconds
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using RunbookEngine.Local;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Sqlite;

var lanes = int.Parse(args[0], CultureInfo.InvariantCulture);
var folder = Directory.CreateDirectory(args[1]).FullName;
var text = new StringBuilder("apiVersion: runbook/v1\nname: lanes\ntargets:\n  all: { group: all }\nsteps:\n  - id: each\n    for-each: all\n    batches: all\n    steps:\n");
for (var i = 1; i <= 10; i++)
    text.Append(CultureInfo.InvariantCulture, $"      - id: s{i}\n        shell: work {i} on {{{{ target.name }}}}\n");

var loaded = new RunbookLoader(BuiltInHandlers.Definitions).Load("lanes.yaml", new OneText(text.ToString()));
var runbook = loaded.Runbook ?? throw new InvalidOperationException(string.Join('\n', loaded.Diagnostics));
ImmutableArray<string> names = [.. Enumerable.Range(1, lanes).Select(static i => $"h{i}")];
var given = new PlanInputs
{
    Expressions = new ScribanEvaluator(),
    Inputs = new([]),
    Environment = new([]),
    Inventory = new() { Hosts = [.. names.Select(n => new Host { Name = n, Span = runbook.Steps[0].Span })], Groups = [new("all", names)] },
};

var clock = Stopwatch.StartNew();
var machine = new LocalMachine();
await using var store = SqliteRunStore.Open(Path.Combine(folder, "runs.db"), TimeProvider.System);
var engine = new RunbookEngine.Execution.RunEngine(new()
{
    Store = store,
    Expressions = given.Expressions,
    Handlers = BuiltInHandlers.Create(),
    Local = new LocalTransport(Path.Combine(folder, "commands"), folder, machine, TimeProvider.System),
    Hosts = new StandIns(),
    OutputDirectory = folder,
    Random = new Random(1),
    Self = machine.Self,
    IsDead = machine.IsCertainlyDead,
    EngineVersion = "bench",
});
var state = await engine.StartAsync(
    new()
    {
        Run = RunId.New(TimeProvider.System.GetUtcNow(), new Random(1)), Plan = Planner.Plan(runbook, given), Inputs = given.Inputs, Environment = given.Environment,
        BaseDirectory = folder, Parallelism = lanes,
    },
    CancellationToken.None);
if (state.Status != RunStatus.Succeeded || StandIns.MostAtOnce < lanes)
    throw new InvalidOperationException($"{state.Status}, at most {StandIns.MostAtOnce} commands at the same time; {string.Join("; ", state.Steps.Values.Select(static s => s.Failure?.Message).OfType<string>().Distinct().Take(3))}");
var peak = File.ReadLines("/proc/self/status").First(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
Console.WriteLine($"{peak} {clock.ElapsedMilliseconds}");

internal sealed class OneText(string text) : ISourceReader
{
    public SourceReading Read(string file) => new(Encoding.UTF8.GetBytes(text));
}

internal sealed class StandIns : ITransports
{
    private static int s_atWork;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, StandIn> _all = new();

    public static int MostAtOnce { get; private set; }

    public ITransport? Find(string host) => _all.GetOrAdd(host, static h => new(h));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static async Task WorkAsync()
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref s_atWork));
        await Task.Delay(500);
        Interlocked.Decrement(ref s_atWork);
    }
}

/// <summary>A host whose commands take half a second and write a line.</summary>
internal sealed class StandIn(string target) : ITransport
{
    public ValueTask<ClaimsPlace> GetClaimsAsync(RunId run, CancellationToken cancellation) => new(new ClaimsPlace("root", "", "", "root", "/commands"));

    public string Target => target;

    /// <summary>None: a shell step touches no file.</summary>
    public ITargetFiles Files => null!;

    public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => ValueTask.FromResult("boot");

    public Task<IRunningCommand> StartAsync(CommandName name, Command command, CancellationToken cancellation) =>
        Task.FromResult<IRunningCommand>(new StandInCommand(name));

    public Task<IRunningCommand?> AttachAsync(CommandName name, CancellationToken cancellation) => Task.FromResult<IRunningCommand?>(null);

    public Task ForgetAsync(CommandName name) => Task.CompletedTask;

    public Task ForgetRunAsync(RunId run) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class StandInCommand(CommandName name) : IRunningCommand
{
    private readonly byte[] _output = Encoding.UTF8.GetBytes($"done: {name}\n");
    private readonly Task _end = StandIns.WorkAsync();

    public CommandName Name => name;

    public DateTimeOffset? StartedAt { get; } = DateTimeOffset.UnixEpoch;

    public async Task<CommandExit> WaitAsync(CancellationToken cancellation)
    {
        await _end.WaitAsync(cancellation);
        return new CommandExit.Exited(0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
    }

    public async Task<long> CopyOutputAsync(OutputKind kind, long offset, long count, Stream destination, CancellationToken cancellation)
    {
        var rest = kind == OutputKind.Stdout ? _output.AsMemory((int)Math.Min(offset, _output.Length)) : default;
        rest = rest[..(int)Math.Min(count, rest.Length)];
        await destination.WriteAsync(rest, cancellation);
        return rest.Length;
    }

    public Task<long> GetOutputLengthAsync(OutputKind kind, CancellationToken cancellation) => Task.FromResult(kind == OutputKind.Stdout ? (long)_output.Length : 0);

    public Task<CommandExit> TerminateAsync(TimeSpan grace, CancellationToken cancellation) => WaitAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
