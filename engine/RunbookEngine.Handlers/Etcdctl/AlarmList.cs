using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// <c>alarm list</c>: which alarms are active. An alarm is no failure of this verb; <c>endpoint health</c> fails for one.
/// </summary>
internal sealed class AlarmList : IEtcdVerb
{
    public VerbDefinition Definition { get; } = new()
    {
        Name = "alarm list",
        Summary = "Tells which alarms are active; fails only when nobody answers.",
        HasSideEffect = false,
        Parameters = EtcdConnection.Parameters,
        Outputs = OutputsOfAlarms,
        Example = """
            - id: alarms
              etcdctl: { alarm list: , endpoints: "https://127.0.0.1:2379" }
            """,
    };

    /// <summary>The words after the connection's flags.</summary>
    public static ImmutableArray<string> Words { get; } = ["--write-out=json", "alarm", "list"];

    /// <summary>What both verbs about alarms put out.</summary>
    public static ImmutableArray<OutputDefinition> OutputsOfAlarms =>
    [
        new("alarms", ParameterType.Any, "For each: `member_id` in hex, `alarm` (`NOSPACE` or `CORRUPT`)."),
        new("count", ParameterType.Integer, "How many there are."),
    ];

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (alarms, stop) = await AskAsync(context, cancellation);
        return stop ?? new StepOutcome.Unchanged(Outputs(alarms));
    }

    /// <summary>The alarms, or how the step ends without them.</summary>
    public static async Task<(ImmutableArray<AlarmFacts> Alarms, StepOutcome? Stop)> AskAsync(
        StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var result = await context.Commands.QueryAsync(EtcdCommand.Online(connection, connection.Endpoints, Words), cancellation);
        return Read(connection, result);
    }

    public static (ImmutableArray<AlarmFacts> Alarms, StepOutcome? Stop) Read(EtcdConnection connection, CommandResult result)
    {
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return ([], missing);
        if (!result.Succeeded)
            return ([], new StepOutcome.Failed(EtcdFailures.Unreachable(result, connection.Names)));
        return EtcdJson.Alarms(result.Stdout) is { } alarms
            ? (alarms, null)
            : ([], new StepOutcome.Failed(EtcdFailures.Unreadable(EtcdTool.Etcdctl, result)));
    }

    public static Value.Map Outputs(ImmutableArray<AlarmFacts> alarms) =>
        OutputMap.Of(("alarms", EtcdOutputs.Alarms(alarms)), ("count", OutputMap.Integer(alarms.Length)));

    /// <summary>The failure that active alarms are where there should be none.</summary>
    public static StepFailure Active(ImmutableArray<AlarmFacts> alarms) => new(
        "etcd-alarm",
        "an alarm is active: " + string.Join(", ", alarms.Select(static a => $"{a.Alarm} on member {a.MemberId}")),
        Retryable: false,
        alarms.Any(static a => a.Alarm == "CORRUPT")
            ? "a member's data differs from the others': stop it, remove it from the cluster, and add it again with an empty data directory"
            : EtcdFailures.NoSpaceMend);
}
