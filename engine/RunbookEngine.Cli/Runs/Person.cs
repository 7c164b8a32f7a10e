namespace RunbookEngine.Cli.Runs;

/// <summary>Who gives a word.</summary>
internal static class Person
{
    /// <summary>Where pipelines name the person who started a job.</summary>
    private static readonly (string Variable, string Pipeline)[] s_actors =
    [
        ("GITHUB_ACTOR", "GitHub Actions"), ("GITLAB_USER_LOGIN", "GitLab CI"), ("BUILD_REQUESTEDFOR", "Azure Pipelines"), ("BUILD_USER_ID", "Jenkins"), ("CIRCLE_USERNAME", "CircleCI"),
        ("BUILDKITE_BUILD_CREATOR", "Buildkite"),
    ];

    /// <summary>The user, and whom they became root from, or for whom a pipeline works: <c>alice</c>, <c>root (sudo by alice)</c>, <c>runner (GitHub Actions for alice)</c>.</summary>
    public static string Of(CliConsole console)
    {
        var user = Environment.UserName;
        foreach (var (variable, pipeline) in s_actors)
        {
            if (console.Environment(variable) is { Length: > 0 and < 200 } actor && !actor.Any(char.IsControl))
                return $"{user} ({pipeline} for {actor})";
        }

        return console.Environment("SUDO_USER") is { Length: > 0 } before && before != user ? $"{user} (sudo by {before})" : user;
    }
}
