using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary><c>alarm disarm</c>: takes back all alarms, once their reason is gone.</summary>
internal sealed class AlarmDisarm : IEtcdVerb
{
    public VerbDefinition Definition { get; } = new()
    {
        Name = "alarm disarm",
        Summary = "Takes back all alarms; make room first, or etcd raises them again.",
        HasSideEffect = true,
        Parameters = EtcdConnection.Parameters,
        Outputs = AlarmList.OutputsOfAlarms,
        Example = """
            - id: disarm
              etcdctl: { alarm disarm: , endpoints: "https://127.0.0.1:2379" }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var (alarms, stop) = await AlarmList.AskAsync(context, cancellation);
        if (stop is not null)
            return ProbeResult.Unknown;
        return alarms.IsEmpty
            ? new ProbeResult.Satisfied(AlarmList.Outputs(alarms))
            : new ProbeResult.Needed($"disarm {alarms.Length} alarms");
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var command = EtcdCommand.Online(connection, connection.Endpoints, ["--write-out=json", "alarm", "disarm"]);
        var (alarms, stop) = AlarmList.Read(connection, await context.Commands.ExecuteAsync("", command, cancellation));
        return stop ?? new StepOutcome.Succeeded(AlarmList.Outputs(alarms));
    }
}
