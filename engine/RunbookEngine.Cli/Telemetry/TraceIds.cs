using System.Diagnostics;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Telemetry;

/// <summary>The trace of a run: its id is made of the run's name, so that whoever goes on with the run, wherever, goes on with its trace.</summary>
internal static class TraceIds
{
    [ThreadStatic]
    private static ActivityTraceId? s_next;

    // There is one such function in a process. It only differs from chance while the root of a run is being made.
    static TraceIds() => Activity.TraceIdGenerator = static () => s_next ?? ActivityTraceId.CreateRandom();

    /// <summary>The id for a run.</summary>
    public static ActivityTraceId Of(RunId run) => ActivityTraceId.CreateFromString(Sha256.Hex(Encoding.UTF8.GetBytes($"runbook run {run.Value}")).AsSpan(0, 32));

    /// <summary>Makes an activity that has no parent, in the trace of a run.</summary>
    public static Activity? Root(RunId run, Func<Activity?> make)
    {
        s_next = Of(run);
        try
        {
            return make();
        }
        finally
        {
            s_next = null;
        }
    }
}
