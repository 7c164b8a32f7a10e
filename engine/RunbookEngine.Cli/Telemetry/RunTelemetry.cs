using System.Diagnostics;
using System.Diagnostics.Metrics;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Telemetry;

/// <summary>
/// Tells a collector of a run, by OpenTelemetry, when its standard variables say so. The run never waits for it, but for a moment at its very end; what cannot be delivered is told once, and
/// changes nothing of the run.
/// </summary>
internal sealed class RunTelemetry : IRunObserver, IAsyncDisposable
{
    private readonly CliSession _session;
    private readonly OtlpPipeline _pipeline;
    private readonly RunSpans _spans;
    private readonly RunFigures _figures;
    private RunState _state;

    private RunTelemetry(CliSession session, OtlpPipeline pipeline, RunId run, Plan plan, RunState known)
    {
        (_session, _pipeline, _state) = (session, pipeline, known);
        ActivityContext.TryParse(session.Console.Environment("TRACEPARENT")?.Trim(), session.Console.Environment("TRACESTATE"), isRemote: true, out var parent);
        _spans = new(new ActivitySource(OtlpPipeline.Scope, EngineWiring.Version), run, plan, parent);
        _figures = new(new Meter(OtlpPipeline.Scope, EngineWiring.Version), plan);
    }

    /// <summary>What the environment asks for; null, and nothing is loaded, when it asks for nothing.</summary>
    /// <param name="session">Console and environment.</param>
    /// <param name="run">The run.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="known">The run as it was left, for one that goes on.</param>
    public static RunTelemetry? Open(CliSession session, RunId run, Plan plan, RunState known)
    {
        if (TelemetrySettings.Read(session.Console.Environment) is not { } settings)
            return null;
        foreach (var problem in settings.Problems)
            session.Warn($"{problem}; no telemetry is sent for it");
        return settings is { Traces: null, Metrics: null } ? null : Start(session, settings, run, plan, known);
    }

    /// <inheritdoc/>
    public void OnEvents(IReadOnlyList<RunEvent> events, RunState state)
    {
        // Another process may have driven the run after it was read.
        var isNext = _state.Version + events.Count == state.Version;
        foreach (var e in events)
        {
            var before = _state;
            _state = isNext ? before.Apply(e) : state;
            _spans.Take(e, before, _state);
            _figures.Take(e, before, _state);
        }
    }

    /// <inheritdoc/>
    public void OnProgress(StepPath step, string line)
    {
    }

    /// <summary>Waits a moment for what is on its way.</summary>
    public async ValueTask DisposeAsync()
    {
        _spans.GiveUp(_session.Console.Clock.GetUtcNow());
        if (await _pipeline.EndAsync(_session.Console.Clock) is { } problem)
            _session.Warn($"telemetry was not delivered: {problem}; the run is not touched by it");
        _spans.Dispose();
        _figures.Dispose();
    }

    private static RunTelemetry? Start(CliSession session, TelemetrySettings settings, RunId run, Plan plan, RunState known)
    {
        try
        {
            return new(session, new(settings, session.Console.Environment), run, plan, known);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            session.Log.Write(LogLevel.Warning, run, null, "telemetry was not started", failure);
            session.Warn($"telemetry was not started ({failure.GetType().Name}); the run is not touched by it");
            return null;
        }
    }
}
