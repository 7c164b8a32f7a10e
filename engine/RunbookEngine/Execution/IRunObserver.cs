using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Watches a run. What an observer throws is logged and never stops the run.</summary>
public interface IRunObserver
{
    /// <summary>After events were committed, with the state that they led to.</summary>
    void OnEvents(IReadOnlyList<RunEvent> events, RunState state);

    /// <summary>A line that a running step wrote or reports. Masked; may hold anything else, terminal escapes included.</summary>
    void OnProgress(StepPath step, string line);
}
