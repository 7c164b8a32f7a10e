using System.Threading.Channels;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>
/// The steps at work: each in a task of its own, which does nothing but report. What the loop takes from here is all that it learns of them.
/// </summary>
internal sealed class StepCrew(EngineServices services, RunJournal journal, StepRunner runner)
{
    private readonly Channel<StepReport> _reports =
        Channel.CreateUnbounded<StepReport>(new() { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly List<(PreparedStep Step, bool IsResumed)> _linedUp = [];
    private readonly Dictionary<StepPath, CancellationTokenSource> _harmless = [];

    /// <summary>How many are at work or lined up.</summary>
    public int Busy { get; private set; }

    /// <summary>Lets a step report what its look, which has begun, will show.</summary>
    public void Await(PreparedStep step, Task<LookResult> look)
    {
        Busy++;
        _ = ReportAsync(step.Node, async () => new StepReport.Looked(step.Node, step.Target, await look));
    }

    /// <summary>The step acts at the next <see cref="Launch"/>: once its start is on disk.</summary>
    public void LineUp(PreparedStep step, bool isResumed)
    {
        Busy++;
        _linedUp.Add((step, isResumed));
    }

    /// <summary>Lets those that were lined up act.</summary>
    public void Launch(CancellationToken detach)
    {
        foreach (var (step, isResumed) in _linedUp)
        {
            var state = journal.State[step.Node.Path];
            var token = step.Step.Verb.HasSideEffect ? detach : BeginHarmless(step.Node, detach);
            _ = ReportAsync(step.Node, async () => new StepReport.Acted(step.Node, await runner.ActAsync(step, state, isResumed, token)));
        }

        _linedUp.Clear();
    }

    /// <summary>Takes the next report; null when there is none now.</summary>
    public StepReport? Take()
    {
        if (!_reports.Reader.TryRead(out var report))
            return null;
        Busy--;
        EndHarmless(report.Node);
        return report;
    }

    /// <summary>A look, or a step that changes nothing, such as a wait, begins: it may be let go at any time.</summary>
    public CancellationToken BeginHarmless(PlanNode node, CancellationToken detach)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(detach);
        _harmless[node.Path] = source;
        return source.Token;
    }

    /// <summary>It has ended.</summary>
    public void EndHarmless(PlanNode node)
    {
        if (_harmless.Remove(node.Path, out var source))
            source.Dispose();
    }

    /// <summary>Lets go of all that only looks or waits: nobody who asks for an end or a pause is to wait for it.</summary>
    public void LetGoOfHarmless()
    {
        foreach (var source in _harmless.Values)
            source.Cancel();
    }

    /// <summary>Waits until there is a report, or the time is over, or the engine lets go.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken detach)
    {
        using var alarm = new StepDeadline(atMost, services.Clock, detach);
        try
        {
            await _reports.Reader.WaitToReadAsync(alarm.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop looks for itself what it was.
        }
    }

    private async Task ReportAsync(PlanNode node, Func<Task<StepReport>> work)
    {
        StepReport report;
        try
        {
            report = await work();
        }
        catch (OperationCanceledException)
        {
            report = new StepReport.LetGo(node);
        }
        catch (Exception e)
        {
            services.Log.Write(LogLevel.Error, journal.Run, node.Path, "the engine failed in a step", e);
            report = new StepReport.Acted(node, ActResult.Of(new StepOutcome.Failed(StepFailures.Engine(e))));
        }

        _reports.Writer.TryWrite(report);
    }
}
