using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Watches a run. What an observer throws is logged and never stops the run.</summary>
public interface IRunObserver
{
    /// <summary>After events were committed, with the state that they led to.</summary>
    void OnEvents(IReadOnlyList<RunEvent> events, RunState state);

    /// <summary>A line that a running step wrote or reports. Masked; may hold anything else, terminal escapes included.</summary>
    void OnProgress(StepPath step, string line);

    /// <summary>A line of the handler's own: what it found, or what it waits for. Masked; names from outside may be in it. Unless an observer cares, the same as progress.</summary>
    void OnWord(StepPath step, string line) => OnProgress(step, line);
}
