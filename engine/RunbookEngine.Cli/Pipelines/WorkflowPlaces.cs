using RunbookEngine.Cli.Engine;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>Where a place in a runbook is in the repository of a job: GitHub shows annotations only at paths that begin there.</summary>
/// <param name="session">Knows the job's folder.</param>
/// <param name="runbook">The name of the runbook when the run began.</param>
/// <param name="folder">The folder it lies in.</param>
internal sealed class WorkflowPlaces(CliSession session, string runbook, string folder)
{
    /// <summary>The place; unchanged outside of a job.</summary>
    public SourceSpan Of(SourceSpan span)
    {
        if (span.Line == 0 || session.Console.Environment("GITHUB_WORKSPACE") is not { Length: > 0 } workspace)
            return span;
        var file = Path.GetRelativePath(workspace, FormerNames.Locate(runbook, folder, span.File));
        return file.StartsWith("..", StringComparison.Ordinal) ? span : span with { File = file };
    }
}
