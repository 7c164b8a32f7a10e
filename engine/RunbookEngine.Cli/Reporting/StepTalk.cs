using RunbookEngine.Model;

namespace RunbookEngine.Cli.Reporting;

/// <summary>
/// Which of a step's own words are printed: what comes at once (a table of findings) whole, and after that a word now and then, so that a log tells what a long step waits for and is not
/// filled by its counting.
/// </summary>
internal sealed class StepTalk(TimeProvider clock)
{
    private static readonly TimeSpan s_burst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(10);

    private readonly Dictionary<StepPath, (DateTimeOffset Began, string Printed)> _said = [];

    /// <summary>Whether this word is printed.</summary>
    public bool Takes(StepPath step, string line)
    {
        var now = clock.GetUtcNow();
        if (!_said.TryGetValue(step, out var last))
            last = (now, "");
        var age = now - last.Began;
        if (line == last.Printed || (age >= s_burst && age < s_rest))
            return false;
        _said[step] = (age < s_burst ? last.Began : now, line);
        return true;
    }
}
