namespace RunbookEngine.Execution;

/// <summary>
/// Where the names of a run's commands are claimed on a target, and whose place that is. A claim that is not found proves that nothing began only where it was looked for in the place in which it
/// would have been made; only the same <paramref name="Root"/> on the same machine is that place, whatever its path is called by now.
/// </summary>
/// <param name="Root">A random id that lies in the run's folder and was made with it. A folder that was made anew has another one.</param>
/// <param name="Machine">The target's machine id; empty where it has none, as in many containers.</param>
/// <param name="Processes">The namespace of the processes that are seen there; empty where it is not known. A container that is made anew has another one, on the same boot of the same machine.</param>
/// <param name="User">As whom commands run there.</param>
/// <param name="Path">The folder, as the target calls it.</param>
public sealed record ClaimsPlace(string Root, string Machine, string Processes, string User, string Path)
{
    /// <summary>Whether the processes of commands that were begun here are seen there, on the same boot of the machine.</summary>
    public bool SeesProcessesOf(ClaimsPlace before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Processes == before.Processes;
    }

    /// <summary>Why a claim that was made here cannot be seen there, in one clause; null when it can.</summary>
    public string? DifferenceTo(ClaimsPlace now)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (now.Root == Root)
            return now.Machine == Machine ? null : $"the claims in {now.Path} were made by another machine, which may still be at work";
        if (now.User != User)
            return $"the claims of this run lie in {Path} of {User}, and {now.User}, who is logged in now, looks for them in {now.Path}";
        return now.Path == Path
            ? $"the folder {Path}, in which the claims of this run lay, is gone or was made anew"
            : $"the claims of this run lie in {Path}, and are now looked for in {now.Path}";
    }
}
