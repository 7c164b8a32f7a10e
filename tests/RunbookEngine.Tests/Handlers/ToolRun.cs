using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Handlers;

/// <summary>Calls a handler as the executor does, with whatever stands in for the target.</summary>
public sealed class ToolRun
{
    private static readonly Dictionary<string, IStepHandler> Handlers = BuiltInHandlers.Create().ToDictionary();

    private readonly IStepHandler _handler;

    /// <summary>A verb with its settings; the main one stands under its own name.</summary>
    public ToolRun(string tool, string verb, params (string Name, Value Value)[] settings)
    {
        _handler = Handlers[tool];
        Context = new()
        {
            Run = new("20250601-120000-abcd"),
            Path = new("step"),
            Verb = _handler.Definition.Verbs.Single(v => v.Name == verb),
            Arguments = new(new Value.Map([.. settings.Select(static s => KeyValuePair.Create(s.Name, s.Value))])),
            Attempt = 1,
            StartedAt = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero),
            Commands = new FakeCommands(),
            Files = new FakeFiles(),
            BaseDirectory = "/srv/runbooks",
            Clock = new FakeClock(),
            Progress = Lines.Add,
        };
    }

    /// <summary>The lines of progress.</summary>
    public List<string> Lines { get; } = [];

    public StepContext Context { get; private set; }

    public ToolRun With(Func<StepContext, StepContext> change)
    {
        Context = change(Context);
        return this;
    }

    public ToolRun On(ITargetFiles files) => With(c => c with { Files = files });

    public ToolRun On(ICommands commands) => With(c => c with { Commands = commands });

    public ToolRun On(ICluster cluster) => With(c => c with { Cluster = cluster });

    public Task<ProbeResult> ProbeAsync() => _handler.ProbeAsync(Context, TestContext.Current.CancellationToken);

    public Task<StepOutcome> RunAsync() => _handler.RunAsync(Context, TestContext.Current.CancellationToken);

    public Task<StepOutcome> RunUntilAsync(CancellationToken cancellation) => _handler.RunAsync(Context, cancellation);

    /// <summary>Runs, and expects a failure.</summary>
    public async Task<StepFailure> FailAsync() => Assert.IsType<StepOutcome.Failed>(await RunAsync()).Failure;

    public static Value Text(string text) => new Value.Text(text);

    public static Value Flag(bool on) => new Value.Flag(on);

    public static Value Secret(string text) => new Value.Secret(text);

    public static Value List(params int[] numbers) => new Value.List([.. numbers.Select(static n => (Value)new Value.Integer(n))]);

    public static Value Map(params (string Name, Value Value)[] entries) =>
        new Value.Map([.. entries.Select(static e => KeyValuePair.Create(e.Name, e.Value))]);
}
