using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>The files that GitHub's runner reads after a step of a job: its summary and its outputs. Outside of a job there are none, and nothing is written.</summary>
internal sealed class WorkflowFiles(CliSession session)
{
    /// <summary>Appends to the summary of the job.</summary>
    public void Summarize(IEnumerable<string> markdown) => Append("GITHUB_STEP_SUMMARY", string.Join('\n', markdown) + "\n");

    /// <summary>Sets outputs of the step. Values are the engine's own words of one line.</summary>
    public void PutOut(params (string Name, string Value)[] outputs) => Append("GITHUB_OUTPUT", string.Concat(outputs.Select(static o => $"{o.Name}={o.Value}\n")));

    /// <summary>What cannot be written changes nothing of what happened.</summary>
    private void Append(string variable, string text)
    {
        if (session.Console.Environment(variable) is not { Length: > 0 } file)
            return;
        try
        {
            File.AppendAllText(session.Console.FullPath(file), text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            session.Log.Write(LogLevel.Warning, null, null, $"the file of {variable} cannot be written", failure);
        }
    }
}
