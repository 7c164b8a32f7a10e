using System.Collections.Immutable;
using System.Reflection;
using RunbookEngine.Execution;
using RunbookEngine.Handlers;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Local;

namespace RunbookEngine.Cli.Engine;

/// <summary>The only place that puts the rooms together.</summary>
internal sealed class EngineWiring : IAsyncDisposable
{
    private EngineWiring(EngineServices services) => Services = services;

    /// <summary>Everything that an engine needs.</summary>
    public EngineServices Services { get; }

    /// <summary>Version of this engine.</summary>
    public static string Version { get; } =
        typeof(EngineWiring).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Puts them together for runs that are watched by these.</summary>
    /// <param name="session">Store, clock and log.</param>
    /// <param name="baseDirectory">The folder that relative paths start from.</param>
    /// <param name="observers">Who watches.</param>
    /// <param name="hosts">The other machines.</param>
    /// <param name="store">The journal; null: that of the session.</param>
    public static EngineWiring Create(CliSession session, string baseDirectory, ImmutableArray<IRunObserver> observers, HostWiring hosts, IRunStore? store = null)
    {
        var machine = new LocalMachine();
        var clock = session.Console.Clock;
        var cluster = ClusterWiring.Open(session, text => hosts.Notice("cluster", text));
        return new(new()
        {
            Store = store ?? session.Store,
            Expressions = RunbookTexts.Expressions,
            Handlers = BuiltInHandlers.Create(),
            Local = Local(session, baseDirectory, machine),
            Hosts = hosts.Open(session),
            Cluster = cluster,
            Hold = ClusterWiring.Hold(session, cluster, machine.Self),
            Diagnosis = new ClusterDiagnosis(cluster, Path.Combine(session.Beside, "bundles"), clock),
            OutputDirectory = Outputs(session),
            Clock = clock,
            Random = session.Console.Random,
            Self = machine.Self,
            IsDead = machine.IsCertainlyDead,
            Observers = observers,
            Log = session.Log,
            EngineVersion = Version,
        });
    }

    /// <summary>The machine the engine runs on.</summary>
    public static ITransport Local(CliSession session, string baseDirectory, LocalMachine? machine = null) =>
        new LocalTransport(Path.Combine(session.Beside, "commands"), baseDirectory, machine ?? new(), session.Console.Clock);

    /// <summary>The folder that excerpts of outputs name their files from.</summary>
    public static string Outputs(CliSession session) => Path.Combine(session.Beside, "outputs");

    /// <summary>Whether the holder of a lease is certainly gone.</summary>
    public static bool IsDead(LeaseHolder holder) => new LocalMachine().IsCertainlyDead(holder);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Services.Hosts.DisposeAsync();
        await Services.Cluster.DisposeAsync();
        await Services.Local.DisposeAsync();
    }
}
