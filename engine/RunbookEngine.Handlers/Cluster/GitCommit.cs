using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Commits a folder into the git repository that it lies in.</summary>
internal static class GitCommit
{
    /// <returns>The commit, or how the step ends without one.</returns>
    public static async Task<(string Commit, StepOutcome? Failure)> MakeAsync(StepContext context, string folder, string message, CancellationToken cancellation)
    {
        var (above, name) = (Path.GetDirectoryName(folder)!, Path.GetFileName(folder));
        var inside = await context.Commands.QueryAsync(Git(above, "rev-parse", "--is-inside-work-tree"), cancellation);
        if (!inside.Succeeded && await FailureAsync("git-init", Git(above, "init", "--quiet")) is { } init)
            return ("", init);
        if (await FailureAsync("git-add", Git(above, "add", "--all", "--force", "--", name)) is { } add)
            return ("", add);
        var changes = await context.Commands.QueryAsync(Git(above, "diff", "--cached", "--quiet", "--", name), cancellation);
        if (changes.ExitStatus == 1)
        {
            var known = await context.Commands.QueryAsync(Git(above, "config", "user.email"), cancellation);
            string[] who = known.Succeeded ? [] : ["-c", "user.name=runbook", "-c", "user.email=runbook@localhost"];
            if (await FailureAsync("git-commit", Git(above, [.. who, "commit", "--quiet", "--no-verify", "--message", message, "--", name])) is { } commit)
                return ("", commit);
        }

        var head = await context.Commands.QueryAsync(Git(above, "rev-parse", "HEAD"), cancellation);
        return head.Succeeded ? (head.Stdout.Trim(), null) : ("", new StepOutcome.Failed(CommandOutcomes.ExitStatus(head, "git")));

        async Task<StepOutcome?> FailureAsync(string label, Command command)
        {
            var result = await context.Commands.ExecuteAsync(label, command, cancellation);
            return CommandOutcomes.OfMissingExit(result)
                ?? (result.Succeeded ? null : new StepOutcome.Failed(CommandOutcomes.ExitStatus(result, "git", $"the backup itself is complete; look at the repository with `git -C {above} status`, then resume")));
        }
    }

    private static Command Git(string folder, params string[] words) => new()
    {
        Arguments = ["git", "-C", folder, .. words], Environment = [new("LC_ALL", new Model.Value.Text("C")), new("GIT_TERMINAL_PROMPT", new Model.Value.Text("0"))],
    };
}
