using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Reporting;

/// <summary>Shows a run while it is driven.</summary>
internal interface IRunReporter : IRunObserver, IAsyncDisposable
{
    /// <summary>A line that is no event.</summary>
    void Note(string line);

    /// <summary>What a person may want to know of a host meanwhile, such as that its connection was lost. Called from any thread.</summary>
    void OnNotice(string host, string line);

    /// <summary>The last words, once the engine has let go of the run and the reporter was disposed of.</summary>
    void Conclude(RunState state);
}
