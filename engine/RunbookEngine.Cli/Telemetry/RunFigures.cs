using System.Diagnostics.Metrics;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Planning;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace RunbookEngine.Cli.Telemetry;

/// <summary>
/// The figures of what this process drives of a run. Those that say how the run stands have the names of the file for Prometheus, as collectors write them there; the others count what happens.
/// </summary>
internal sealed class RunFigures : IDisposable
{
    private static readonly InstrumentAdvice<double> s_seconds = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400] };

    private readonly Plan _plan;
    private readonly Meter _meter;
    private readonly Tag _runbook;
    private readonly Counter<long> _steps;
    private readonly Histogram<double> _stepDuration;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _lanes;
    private readonly Counter<long> _runs;
    private readonly Histogram<double> _runDuration;
    private readonly Histogram<double> _waits;
    private volatile RunState? _state;

    public RunFigures(Meter meter, Plan plan)
    {
        (_meter, _plan, _runbook) = (meter, plan, new("runbook", plan.Runbook.Name));
        _steps = meter.CreateCounter<long>("runbook.steps", "{step}", "Steps that ended or were skipped, by tool and outcome.");
        _stepDuration = meter.CreateHistogram("runbook.step.duration", "s", "From the first attempt of a step to its end.", tags: null, s_seconds);
        _attempts = meter.CreateCounter<long>("runbook.step.attempts", "{attempt}", "Attempts of steps that ended, by tool and outcome.");
        _lanes = meter.CreateCounter<long>("runbook.lanes", "{lane}", "Lanes that ended, by outcome.");
        _runs = meter.CreateCounter<long>("runbook.runs", "{run}", "How often runs ended or stopped, by the status that they were left in.");
        _runDuration = meter.CreateHistogram("cicd.pipeline.run.duration", "s", "From the beginning of a run to its end.", tags: null, s_seconds);
        _waits = meter.CreateHistogram("runbook.wait.duration", "s", "How long runs waited for approvals, pauses and windows.", tags: null, s_seconds);
        meter.CreateObservableGauge("runbook.run.status", Statuses, "{run}", "1 for how the run stands, 0 for every other way.");
        meter.CreateObservableGauge("runbook.run.steps", Steps, "{step}", "Steps of the plan by how they stand.");
        meter.CreateObservableGauge("runbook.run.started_timestamp", () => Of(static s => Seconds(Start(s))), "s", "When the run began.");
        meter.CreateObservableGauge("runbook.run.updated_timestamp", () => Of(static s => Seconds(s.UpdatedAt)), "s", "When something last happened in it.");
        meter.CreateObservableGauge("runbook.run.duration", () => Of(static s => (s.UpdatedAt - Start(s)).TotalSeconds), "s", "From its beginning to what last happened.");
        meter.CreateObservableGauge("runbook.run.resumes", () => Of(static s => s.Resumes), "{resume}", "How often it was resumed.");
    }

    /// <summary>Takes in what happened.</summary>
    /// <param name="e">An event.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="state">The state after it.</param>
    public void Take(RunEvent e, RunState before, RunState state)
    {
        _state = state;
        switch (e)
        {
            case RunEvent.RunResumed when before is { Status: RunStatus.Paused, StopNote: not null }:
                Waited(e.At - before.UpdatedAt, "window");
                break;
            case RunEvent.RunStopped:
                _runs.Add(1, _runbook, new("status", StepWords.Of(state.Status)));
                break;
            case RunEvent.RunFinished:
                _runs.Add(1, _runbook, new("status", StepWords.Of(state.Status)));
                _runDuration.Record((e.At - Start(state)).TotalSeconds, new(SpanWords.Runbook, _plan.Runbook.Name), new("cicd.pipeline.run.state", "executing"), new(SpanWords.RunResult, SpanWords.Of(state.Status)));
                break;
            case RunEvent.OfStep step when _plan.Find(step.Step) is { } node:
                Take(step, node, before[step.Step]);
                break;
        }
    }

    public void Dispose() => _meter.Dispose();

    private void Take(RunEvent.OfStep e, PlanNode node, StepState before)
    {
        switch (e)
        {
            case RunEvent.StepFinished finished:
                if (before.Status == StepStatus.Running)
                    Attempted(node, SpanWords.Of(finished.Result));
                Ended(node, e.At - (before.BeganAt ?? e.At), SpanWords.Of(finished.Result));
                break;
            case RunEvent.StepResolved { Done: true }:
                Ended(node, e.At - (before.BeganAt ?? e.At), SpanWords.Of(StepResult.Succeeded));
                break;
            case RunEvent.StepSkipped:
                Ended(node, null, "skipped");
                break;
            case RunEvent.StepRetryScheduled retry:
                Attempted(node, SpanWords.Of(retry.Good ? StepResult.Succeeded : StepResult.Failed));
                break;
            case RunEvent.StepAnswered when before is { StartedAt: { } start, Wait: { } wait }:
                Waited(e.At - start, SpanWords.Of(wait.Kind));
                break;
        }
    }

    // What gates look at is no step.
    private void Ended(PlanNode node, TimeSpan? took, string outcome)
    {
        if (node.IsLane)
            _lanes.Add(1, _runbook, new("outcome", outcome));
        if (node.IsGroup || node.Gate is not null)
            return;
        Tag verb = new("verb", StepWords.Verb(node.Step));
        _steps.Add(1, _runbook, verb, new("outcome", outcome));
        if (took is { } time)
            _stepDuration.Record(time.TotalSeconds, _runbook, verb, new("outcome", outcome));
    }

    private void Attempted(PlanNode node, string outcome)
    {
        if (!node.IsGroup && node.Gate is null)
            _attempts.Add(1, _runbook, new("verb", StepWords.Verb(node.Step)), new("outcome", outcome));
    }

    private void Waited(TimeSpan time, string reason) => _waits.Record(time.TotalSeconds, _runbook, new("reason", reason));

    private IEnumerable<Measurement<long>> Statuses() =>
        _state is { } state ? Enum.GetValues<RunStatus>().Select(s => new Measurement<long>(s == state.Status ? 1 : 0, _runbook, new("status", StepWords.Of(s)))) : [];

    private IEnumerable<Measurement<long>> Steps() =>
        _state is { } state ? RunFacts.ByStatus(state, _plan).Select(s => new Measurement<long>(s.Steps, _runbook, new("status", s.Status))) : [];

    private IEnumerable<Measurement<double>> Of(Func<RunState, double> figure) => _state is { } state ? [new(figure(state), _runbook)] : [];

    private static DateTimeOffset Start(RunState state) => state.Created?.At ?? state.UpdatedAt;

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;
}
